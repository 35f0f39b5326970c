"""Tells LeadHub what happens in a room, one piece of news after the other."""

import asyncio

from apps.integrations.telephony.base import RoomEvent
from apps.integrations.wire.dialer import RoomTold

from .moment import now
from .news import Mail

# Beyond that nobody asks any more who came in when.
PATIENCE_SECONDS = 60.0


class Gazette:
    """Of one room. Nothing is told as long as nobody wants to hear it."""

    def __init__(self, room: str, mail: Mail) -> None:
        self.news_url = ""
        self._room, self._mail = room, mail
        self._queue: asyncio.Queue[tuple[str, RoomTold]] = asyncio.Queue()
        self._telling: asyncio.Task[None] | None = None

    def tell(self, event: RoomEvent, *, label: str = "", call_id: str = "") -> None:
        if not self.news_url:
            return
        told = RoomTold(room=self._room, event=event, label=label, call_id=call_id, occurred_at=now())
        self._queue.put_nowait((self.news_url, told))
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell_all())

    async def _tell_all(self) -> None:
        while not self._queue.empty():
            url, told = self._queue.get_nowait()
            await self._mail.tell_of_room(url, told, patience_seconds=PATIENCE_SECONDS)
