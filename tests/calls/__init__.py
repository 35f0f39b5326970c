"""The book of calls and its lines."""
