"""Sellers of phone numbers: one file a vendor, its class is `Numbers`."""
