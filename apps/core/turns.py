"""How threads of one process take turns."""

import sys

# A thread that comes back from a socket waits this long, at most, for one that computes. Python's own 5 ms add up:
# a step comes back from a socket about twenty times.
SECONDS = 0.0005


def shorten() -> None:
    """Let threads that wait for the network most of the time not wait for each other."""
    sys.setswitchinterval(SECONDS)
