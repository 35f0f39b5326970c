"""Tests of those who check numbers before a contact."""
