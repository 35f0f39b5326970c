"""Speech to text: one file a vendor, its class is `Hearing`."""
