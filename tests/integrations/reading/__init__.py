"""Foreign form bodies read as people."""
