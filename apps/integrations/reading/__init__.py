"""Foreign form bodies read as people: pure functions from bytes to `Submission`, no vendor named."""
