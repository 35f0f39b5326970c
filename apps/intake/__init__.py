"""The front door: webhooks in, providers' callbacks in."""
