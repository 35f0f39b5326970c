"""Figures: how fast a lead is safe and a phone rings, beside what the same machine could do at most."""
