"""Tests of apps/compliance."""
