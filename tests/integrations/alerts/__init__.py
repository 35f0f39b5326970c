"""Tests of the text messaging vendors."""
