"""What somebody at a phone needs of it, whatever the wire behind it."""

from __future__ import annotations

from typing import Protocol


class Handset(Protocol):
    @property
    def is_saying(self) -> bool: ...

    def say(self, ulaw: bytes) -> None: ...

    async def live(self) -> None:
        """Until the other side hangs up."""
