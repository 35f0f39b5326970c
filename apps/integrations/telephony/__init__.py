"""Carriers: one file a vendor, its class is `Telephony`."""
