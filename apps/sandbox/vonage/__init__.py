"""Vonage's side of the pretend world: the carrier's calls in its words and its NCCO, and texts."""
