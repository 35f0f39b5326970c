"""Faults at random, judged by what the outside world saw."""
