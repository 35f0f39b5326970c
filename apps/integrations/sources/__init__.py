"""Senders of leads: one file a kind, its class is `Sender`."""
