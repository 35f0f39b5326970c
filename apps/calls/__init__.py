"""Calls and messages: what was sent, what the carrier said of it."""
