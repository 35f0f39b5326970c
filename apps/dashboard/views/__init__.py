"""The clients' pages and the way in."""
