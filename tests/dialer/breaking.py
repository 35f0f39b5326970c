"""`python -m tests.dialer.breaking PORT JOURNAL`: a dialer whose clock can be read once, and breaks what follows it."""

import asyncio
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from apps.dialer import running
from apps.dialer.running import Wishes
from apps.dialer.stack import Means

from .exchange import LOOPBACK
from .office import SECRET

_asked = count()


def clock() -> datetime:
    """Once."""
    if next(_asked):
        raise RuntimeError
    return datetime.now(UTC)


if __name__ == "__main__":
    wishes = Wishes(
        host=LOOPBACK,
        port=int(sys.argv[1]),
        journal=Path(sys.argv[2]),
        secret=SECRET,
        voice_url="",
        means=Means(interface=LOOPBACK),
        most_calls=1,
        drain_seconds=1,
        worn_seconds=1,
        ping_seconds=10,
        trusted=frozenset(),
        demo_clock=clock,
    )
    asyncio.run(running.run(wishes))
