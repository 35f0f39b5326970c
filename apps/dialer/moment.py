"""What time the dialer tells: the machine's; in the demo, whose clock may be moved, the demo's."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_REFRESH_SECONDS = 0.5


@dataclass
class _Clock:
    shift: timedelta = timedelta(0)


_CLOCK = _Clock()
# One, for each has a connection of its own.
_THREAD = ThreadPoolExecutor(1, thread_name_prefix="demo-clock")


def now() -> datetime:
    """The instant, aware, in UTC."""
    return datetime.now(UTC) + _CLOCK.shift


async def follow(demo: Callable[[], datetime]) -> None:
    """Keep in step with the demo's clock."""
    while True:
        await asyncio.sleep(_REFRESH_SECONDS)
        await set_by(demo)


async def set_by(demo: Callable[[], datetime]) -> None:
    """As it is now: it stands in Postgres, so a thread reads it, for nothing here may wait."""
    _CLOCK.shift = await asyncio.get_running_loop().run_in_executor(_THREAD, _shift, demo)


def _shift(demo: Callable[[], datetime]) -> timedelta:
    return demo() - datetime.now(UTC)
