"""What was said before, so that a sentence of the script is synthesised once; bounded by its bytes."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable


class Memory[Key: Hashable]:
    """The most recent sounds, each made once however many ask for it at a time."""

    def __init__(self, *, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._held_bytes = 0
        self._sounds: OrderedDict[Key, bytes] = OrderedDict()
        self._coming: dict[Key, asyncio.Future[bytes]] = {}

    def recalled(self, key: Key) -> bytes | None:
        """The sound, where it is still known."""
        if key in self._sounds:
            self._sounds.move_to_end(key)
        return self._sounds.get(key)

    async def made(self, key: Key, make: Callable[[], Awaitable[bytes]]) -> bytes:
        """The sound, made now or being made already for somebody else."""
        if key not in self._coming:
            self._coming[key] = asyncio.ensure_future(self._make(key, make))
        return await asyncio.shield(self._coming[key])

    async def _make(self, key: Key, make: Callable[[], Awaitable[bytes]]) -> bytes:
        try:
            sound = await make()
            self._keep(key, sound)
            return sound
        finally:
            del self._coming[key]

    def _keep(self, key: Key, sound: bytes) -> None:
        self._sounds[key] = sound
        self._held_bytes += len(sound)
        while self._held_bytes > self._most_bytes:
            self._held_bytes -= len(self._sounds.popitem(last=False)[1])
