"""Moves a call and tells LeadHub, one piece of news after the other."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from apps.integrations.telephony.base import CallStatus
from apps.integrations.wire.dialer import Standing, Trouble

from .book import Book, Kept
from .leg import Leg
from .moment import now
from .news import HURRY_SECONDS, PATIENCE_SECONDS, Mail
from .outcomes import Ending


class Teller:
    """Of one call. Old news never follows new: they go by one queue."""

    def __init__(self, kept: Kept, book: Book, mail: Mail, *, clock: Callable[[], datetime] = now) -> None:
        self.kept = kept
        self._book, self._mail, self._clock = book, mail, clock
        self._queue: asyncio.Queue[Standing] = asyncio.Queue()
        self._telling: asyncio.Task[None] | None = None
        self._answered_at: datetime | None = None

    def rings(self) -> None:
        if self.kept.standing.status == CallStatus.QUEUED:
            self._move(status=CallStatus.RINGING)
            self._tell()

    def answered(self) -> Standing:
        """Known here, and told by asking what to do: the question says that somebody answered."""
        self._answered_at = self._clock()
        return self._move(status=CallStatus.ANSWERED)

    def answered_into_a_room(self) -> Standing:
        """Told as news, for nobody is asked what to do."""
        standing = self.answered()
        self._tell()
        return standing

    def trouble(self, what: Trouble) -> None:
        """Kept with the call, and told with its end; the first says most."""
        if self.kept.standing.trouble is None:
            self._move(trouble=what)

    def over(self, ending: Ending, *, leg: Leg | None) -> None:
        """The last word, once."""
        if self.kept.is_over:
            return
        talk = None
        if self._answered_at is not None:
            talk = max(1, round((self._clock() - self._answered_at).total_seconds()))
        status = CallStatus.COMPLETED if talk else ending.status
        outcome = {"outcome": ending.outcome, "sip_status": ending.sip_status}
        trace = {"ladder": tuple(map(str, leg.dialog.rungs)), "sound": leg.sound if talk else None} if leg else {}
        self._move(status=status, talk_seconds=talk, **outcome, **trace)
        self._tell()

    async def heard(self) -> None:
        """Until all that was to be told has been."""
        if self._telling:
            await self._telling

    def _move(self, **changes: object) -> Standing:
        standing = self.kept.standing.model_copy(update={"occurred_at": self._clock(), **changes})
        self._book.move(self.kept, standing)
        return standing

    def _tell(self) -> None:
        self._queue.put_nowait(self.kept.standing)
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell_all())

    async def _tell_all(self) -> None:
        while not self._queue.empty():
            standing = self._queue.get_nowait()
            is_last = CallStatus(standing.status).is_final
            patience = PATIENCE_SECONDS if is_last else HURRY_SECONDS
            if await self._mail.tell(self.kept.status_url, standing, patience_seconds=patience) and is_last:
                self._book.told(self.kept)
