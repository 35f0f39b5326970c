"""Tests of what several families of one vendor share."""
