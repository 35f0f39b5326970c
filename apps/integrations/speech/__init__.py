"""Text to speech: one file a vendor, its class is `Speech`."""
