"""One call from its order to its last word."""

import asyncio

import structlog

from apps.integrations.wire.dialer import Order, Outcome, Seat

from .book import Kept
from .house import House
from .leg import Leg
from .outcomes import Ending
from .placing import Ringing
from .talking import Talk
from .teller import Teller

log = structlog.get_logger(__name__)


class Life:
    """Runs as a task of its own; whatever happens in it, LeadHub hears of an end."""

    def __init__(self, kept: Kept, order: Order, house: House) -> None:
        self.kept = kept
        self._order, self._house = order, house
        self._teller = Teller(kept, house.book, house.mail)
        self._talk: Talk | None = None
        self._ringing = Ringing(order, house.stack, house.trunks, self._teller.rings)

    async def run(self) -> None:
        ending = Ending(Outcome.DIALER_FAULT)
        try:
            ending = await self._ring_and_talk()
        except Exception as error:  # the outermost loop of a call: the line must not stay open
            log.error("dialer.call_crashed", call_id=self.kept.standing.id, exception=type(error).__name__)
        finally:
            await self._ringing.hang_up()
            self._teller.over(ending, leg=self._ringing.leg)
        await self._teller.heard()

    async def hang_up(self) -> None:
        """Ringing or answered; the end is told as any other."""
        await self._ringing.hang_up()

    def is_for(self, seat: Seat) -> bool:
        """Whether this call is to bring somebody to that very place in a room."""
        mine = self._order.seat
        return mine is not None and (mine.room, mine.label) == (seat.room, seat.label)

    def send_elsewhere(self, url: str) -> bool:
        """Whether somebody has answered who can be sent anywhere."""
        leg = self._ringing.leg
        if self._talk is None or leg is None or leg.over.is_set():
            return False
        self._talk.send_elsewhere(url)
        return True

    async def _ring_and_talk(self) -> Ending:
        ending = await self._ringing.ring()
        leg, trunk = self._ringing.leg, self._ringing.trunk
        if ending is not None or leg is None or trunk is None:
            return ending or Ending(Outcome.DIALER_FAULT)
        self._talk = talk = Talk(leg, trunk, self._order.caller_id, self._teller, self._house)
        longest = asyncio.create_task(self._end_after(leg, seconds=self._order.most_seconds))
        try:
            await self._talked(talk)
        finally:
            longest.cancel()
        await leg.hang_up()
        return leg.ending

    async def _talked(self, talk: Talk) -> None:
        if self._order.seat:
            self._teller.answered_into_a_room()
            await talk.sit(self._order.seat)
        else:
            await talk.run(self._order.answer_url, self._teller.answered())

    async def _end_after(self, leg: Leg, *, seconds: float) -> None:
        """The line goes, and whoever talks in it notices and takes their leave."""
        await asyncio.sleep(seconds)
        log.warning("dialer.longest_call", call_id=self.kept.standing.id)
        await leg.hang_up()
