"""Postgres from the loop: in threads of our own, whose connections stay; the loop itself never waits for a query."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import InterfaceError, OperationalError, connection

_THREADS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="voice-books")


async def in_thread[**P, R](work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Raises what the work raises; a connection that broke is not kept."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, partial(_worked, partial(work, *args, **kwargs)))


def _worked[R](work: Callable[[], R]) -> R:
    try:
        return work()
    except (OperationalError, InterfaceError):
        connection.close()
        raise
