"""Tests of how a tenant's own programs are told."""
