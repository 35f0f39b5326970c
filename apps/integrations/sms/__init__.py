"""Text messaging: one file a vendor, its class is `Sms`."""
