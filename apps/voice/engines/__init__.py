"""Speech to text and text to speech: one file a vendor, its classes are `Hearing` and `Speech`."""
