"""The pretend lead: a phone with somebody at it who listens and speaks."""
