"""Plivo's side of the pretend world: the carrier's calls in its words and its XML, and texts."""
