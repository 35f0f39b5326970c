"""Reads a reply before it is certain that it is over: what was read ahead is used, or thrown away."""

import asyncio
from dataclasses import dataclass

from .policy.reading import Reading
from .reading.base import Reader
from .reading.context import Context


@dataclass(frozen=True)
class _Reply:
    """What a reading depends on."""

    said: str
    likely: str
    context: Context


class Ahead:
    """A `Reader` that may have begun. Once a turn at most: a model that is asked in vain costs money."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._begun: tuple[_Reply, asyncio.Task[Reading]] | None = None

    def begin(self, said: str, context: Context, *, likely: str) -> None:
        """The turn is in writing as far as it goes, and may be over; nothing where one was begun in it before."""
        if self._begun is None:
            task = asyncio.create_task(self._reader.read(said, context, likely=likely))
            task.add_done_callback(_noticed)
            self._begun = _Reply(said, likely, context), task

    async def read(self, said: str, context: Context, *, likely: str = "") -> Reading:
        """The turn is over: the reading that was begun, if nothing has come to the reply since, else another."""
        begun, self._begun = self._begun, None
        if begun and begun[0] == _Reply(said, likely, context):
            return await begun[1]
        if begun:
            begun[1].cancel()
        return await self._reader.read(said, context, likely=likely)

    def close(self) -> None:
        if self._begun:
            self._begun[1].cancel()


def _noticed(task: asyncio.Task[Reading]) -> None:
    """What was thrown away may have failed: nobody has to know."""
    if not task.cancelled():
        task.exception()
