"""Vendors of phone numbers, each by its contract."""
