"""Telnyx's side of the pretend world: calls that wait for orders, and texts."""
