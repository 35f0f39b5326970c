"""Senders of leads."""
