"""Tests of apps/outreach."""
