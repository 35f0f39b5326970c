"""When a connection's plans are made anew.

A generic plan that was made while the tables were small may have picked the wrong index of two that looked alike,
and would keep to it until the next ANALYZE: a submission's look for the same person then read all leads of a day.
"""

import time
from random import random
from typing import Any
from weakref import WeakKeyDictionary

import psycopg

FIRST_SECONDS, LONGEST_SECONDS = 1.0, 600.0

# When each connection's plans are stale, and the seconds from then to the next time.
_due: WeakKeyDictionary[psycopg.Connection[Any], tuple[float, float]] = WeakKeyDictionary()


def are_stale(connection: psycopg.Connection[Any]) -> bool:
    """Whether to plan anew now: soon after the connection was made, then at ever longer intervals."""
    now = time.monotonic()
    due_at, seconds = _due.setdefault(connection, (now + FIRST_SECONDS * (0.5 + random()), FIRST_SECONDS))
    if now < due_at:
        return False
    longer = min(2 * seconds, LONGEST_SECONDS)
    # Connections that were made together don't plan together.
    _due[connection] = (now + longer * (0.5 + random()), longer)
    return True
