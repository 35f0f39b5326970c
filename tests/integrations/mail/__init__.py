"""Tests of the vendors of e-mail to leads."""
