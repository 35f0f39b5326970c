"""Simulated callers: a script tried out against all sorts of people, in milliseconds, before anybody real hears it."""
