"""Rings a phone over the order's trunks: the next one only while the one before surely has no call of ours."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from apps.integrations.wire.dialer import Order, Outcome, Trunk

from .leg import Leg
from .outcomes import Ending
from .stack import NotDialled, Stack, Wish
from .trunks import Trunks

# A trunk that has not even said 100 by then is given up for the next: two lost packets are no dead trunk, three are.
TRYING_SECONDS = 2.0
# The trace comes a moment after the events.
_TRACE_SECONDS = 0.3
_LOOK_SECONDS = 0.01


@dataclass
class Ringing:
    """One order on its way. `leg` is the one that rings, or has been answered."""

    order: Order = field(repr=False)
    stack: Stack
    trunks: Trunks
    on_ringing: Callable[[], None]
    leg: Leg | None = None
    trunk: Trunk | None = None
    _is_unwanted: bool = False

    async def ring(self) -> Ending | None:
        """None if somebody has answered, by `leg` and `trunk`; else how it ended, and nothing rings any more."""
        rings_until = asyncio.get_running_loop().time() + self.order.ring_seconds
        ending = Ending(Outcome.TRUNK_SILENT)
        trunks = self.trunks.alive(self.order.trunks)
        for place, trunk in enumerate(trunks):
            if self._is_unwanted:
                return Ending(Outcome.HUNG_UP)
            came = await self._by(trunk, rings_until=rings_until, has_next=place + 1 < len(trunks))
            if came is None:
                return None
            ending = came
            if not await self._may_go_on(ending):
                break
        return ending

    async def hang_up(self) -> None:
        """Whatever rings or talks."""
        self._is_unwanted = True
        if self.leg:
            await self.leg.hang_up()

    async def _by(self, trunk: Trunk, *, rings_until: float, has_next: bool) -> Ending | None:
        wish = Wish(trunk, self.order.to, self.order.caller_id, self.on_ringing)
        try:
            self.leg = leg = await self.stack.dial(wish)
        except NotDialled:
            self.leg = None
            return Ending(Outcome.DIALER_FAULT)
        self.trunk = trunk
        if self._is_unwanted:
            await leg.hang_up()
        ending = await self._came_of(leg, rings_until=rings_until, has_next=has_next)
        if ending is None or ending.sip_status is not None or leg.dialog.is_taken:
            self.trunks.took_a_call(trunk)
        elif ending.outcome is Outcome.TRUNK_SILENT:
            self.trunks.said_nothing(trunk)
        return ending

    async def _came_of(self, leg: Leg, *, rings_until: float, has_next: bool) -> Ending | None:
        loop = asyncio.get_running_loop()
        if has_next:
            await leg.changed(seconds=min(TRYING_SECONDS, rings_until - loop.time()))
            if not _is_known(leg):
                # Should it get through after all, it is cancelled with the first word of the carrier.
                await leg.hang_up()
                return Ending(Outcome.TRUNK_SILENT)
        await leg.changed(seconds=max(0.0, rings_until - loop.time()))
        if leg.over.is_set():
            return Ending(Outcome.HUNG_UP) if self._is_unwanted else leg.ending
        if leg.answered.is_set():
            return None
        was_taken = _is_known(leg)
        await leg.hang_up()
        return Ending(Outcome.NO_ANSWER if was_taken else Outcome.TRUNK_SILENT)

    async def _may_go_on(self, ending: Ending) -> bool:
        """Never once the carrier said 100, for then it may ring at any moment; and not before the trace has told."""
        if self.leg is None:
            return True
        if not ending.is_the_trunks_fault:
            return False
        dialog, loop = self.leg.dialog, asyncio.get_running_loop()
        gives_up_at = loop.time() + _TRACE_SECONDS
        while loop.time() < gives_up_at:
            if dialog.is_taken:
                return False
            if ending.sip_status is None or dialog.has_said(ending.sip_status):
                return True
            await asyncio.sleep(_LOOK_SECONDS)
        return False


def _is_known(leg: Leg) -> bool:
    """Whether the carrier has said anything at all."""
    return leg.over.is_set() or leg.is_heard_of
