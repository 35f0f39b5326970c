"""When a connection's plans are made anew.

A generic plan that was made while the tables were small may have picked the wrong index of two that looked alike,
and would keep to it until the next ANALYZE: a submission's look for the same person then read all leads of a day.
"""

from random import random
from weakref import WeakKeyDictionary

FIRST_SECONDS, LONGEST_SECONDS = 1.0, 600.0

# When each connection's plans are stale, and the seconds from then to the next time.
_due: WeakKeyDictionary[object, tuple[float, float]] = WeakKeyDictionary()


def are_stale(connection: object, *, at: float) -> bool:
    """Whether to plan anew: soon after the connection was made, then at ever longer intervals.

    `at` is monotonic seconds.
    """
    # Connections that were made together don't plan together.
    spread = 0.5 + random()
    due_at, seconds = _due.setdefault(connection, (at + FIRST_SECONDS * spread, FIRST_SECONDS))
    if at < due_at:
        return False
    longer = min(2 * seconds, LONGEST_SECONDS)
    _due[connection] = (at + longer * spread, longer)
    return True
