"""Postgres from the loop: in threads of our own, whose connections stay; the loop itself never waits for a query."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.db import InterfaceError, OperationalError, connection

from apps.core import clock

_THREADS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="voice-books")
# Who has rested for so long asks first whether their connection still stands; in a burst of work nobody does.
RESTED_SECONDS = 1.0


class _Worked(threading.local):
    """When this thread last had its connection in use: monotonic seconds."""

    at: float = 0.0


_worked_last = _Worked()


async def in_thread[R](work: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    """What `work` gives with these and with `now`, as it is then. Raises what it raises."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, partial(_worked, partial(work, *args, **kwargs)))


def _worked[R](work: Callable[..., R]) -> R:
    """A connection that broke is not kept, nor is one used that broke while nobody worked."""
    if time.monotonic() - _worked_last.at > RESTED_SECONDS and connection.connection and not connection.is_usable():
        connection.close()
    try:
        # The demo's clock stands in Postgres, too.
        return work(now=clock.now())
    except (OperationalError, InterfaceError):
        connection.close()
        raise
    finally:
        _worked_last.at = time.monotonic()
