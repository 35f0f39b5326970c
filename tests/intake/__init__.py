"""Tests of apps/intake."""
