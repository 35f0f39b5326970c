"""Tests of apps/calls."""
