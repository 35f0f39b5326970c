"""What goes on beside the calls for as long as the process lives: none of it ends by a fault unseen."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from functools import partial

import structlog

log = structlog.get_logger(__name__)


@asynccontextmanager
async def going_on(
    work: Mapping[str, Coroutine[None, None, None]], *, on_fault: Callable[[], None]
) -> AsyncIterator[None]:
    """All of it, by its names, until the block is left. When a part breaks nobody takes it up again: `on_fault`."""
    tasks = [asyncio.create_task(each, name=name) for name, each in work.items()]
    for task in tasks:
        task.add_done_callback(partial(_ended, on_fault))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _ended(on_fault: Callable[[], None], task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        # Its own words may quote a number.
        log.critical("dialer.broken", kind=task.get_name(), exception=type(error).__name__)
        on_fault()
