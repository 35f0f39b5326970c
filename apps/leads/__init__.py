"""The lead and its timeline."""
