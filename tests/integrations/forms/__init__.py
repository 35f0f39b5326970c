"""Platforms whose webhooks only name a lead."""
