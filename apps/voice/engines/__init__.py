"""Speech to text and text to speech: one file an engine."""
