"""Postgres from the loop: in threads of our own, whose connections stay; the loop itself never waits for a query."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.db import InterfaceError, OperationalError, connection

from apps.core import clock

_THREADS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="voice-books")


async def in_thread[R](work: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    """What `work` gives with these and with `now`, as it is then. Raises what it raises."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, partial(_worked, partial(work, *args, **kwargs)))


def _worked[R](work: Callable[..., R]) -> R:
    """A connection that broke is not kept."""
    try:
        # The demo's clock stands in Postgres, too.
        return work(now=clock.now())
    except (OperationalError, InterfaceError):
        connection.close()
        raise
