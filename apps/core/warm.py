"""What a process does once before its first work, so that no lead waits for it later."""

import gc
import sys

# A thread that comes back from a socket waits this long, at most, for one that computes. Python's own 5 ms add up:
# a step comes back from a socket about ten times.
TURN_SECONDS = 0.0005
# A request makes about 2,000 objects, so Python would look through the young ones once a request.
YOUNG_OBJECTS = 20_000


def freeze() -> None:
    """Take what was imported from the garbage collector's sight, for it stays for good.

    To look through it took 40 ms now and then, in the middle of somebody's lead.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)


def shorten_turns() -> None:
    """Let threads that wait for vendors most of the time not wait for each other; costs those that compute 7 %."""
    sys.setswitchinterval(TURN_SECONDS)
