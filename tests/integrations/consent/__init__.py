"""Tests of the keepers of consent certificates."""
