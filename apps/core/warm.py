"""What a process does once before its first work, so that no lead waits for it later."""

import gc
import sys

# A thread that comes back from a socket waits this long, at most, for one that computes. Python's own 5 ms add up:
# a step comes back from a socket about twenty times.
TURN_SECONDS = 0.0005


def up() -> None:
    """Let threads that wait for the network not wait for each other, nor for a search through all that was imported.

    Python's collector looks at every object now and then, 40 ms long after everything is imported; what is there
    now stays for good, and needs no looking at.
    """
    sys.setswitchinterval(TURN_SECONDS)
    gc.collect()
    gc.freeze()
