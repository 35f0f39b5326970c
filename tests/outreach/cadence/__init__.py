"""The cadence's pure parts, by tables."""
