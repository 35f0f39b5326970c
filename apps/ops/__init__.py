"""The operators' admin: superusers only."""
