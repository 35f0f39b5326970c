"""One phone that we ring: its state is ours, and moves by the stack's events alone."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any

from baresip import BaresipError, Call, Event, StackEvent

from apps.integrations.wire.dialer import Sound

from . import outcomes
from .ladder import Dialog
from .outcomes import Ending

# How long the other side may take to acknowledge that we hang up.
_CLOSE_SECONDS = 4.0
_LOOK_SECONDS = 0.02


class Leg:
    """From the INVITE to the last word. `answered` and `over` are set once each, and stay.

    `over` is set when it has ended, or when we have given it up.
    """

    def __init__(self, call: Call, *, on_ringing: Callable[[], None]) -> None:
        self.audio = call.audio
        self.on_digit: Callable[[str], None] = lambda digit: None
        self.ringing, self.answered, self.over = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.call_id = ""
        self.dialog = Dialog()
        self.sound: Sound | None = None
        self._call = call
        self._on_ringing = on_ringing
        self._closing_words = ""
        self._is_ended_by_us = self._has_rung = self._is_closed = False
        self._minding: asyncio.Future[None] | None = None

    @property
    def is_heard_of(self) -> bool:
        """Whether the carrier has said anything but a refusal."""
        return self._has_rung or self.answered.is_set() or self.dialog.is_taken

    @property
    def ending(self) -> Ending:
        """How it ended; once it is over."""
        if self.answered.is_set():
            return outcomes.answered(self._closing_words)
        return outcomes.unanswered(self._closing_words, by_us=self._is_ended_by_us)

    def take(self, event: StackEvent) -> None:
        """One event of this call, in the stack's order; what came before the call had a name is replayed here."""
        self.call_id = self.call_id or event.call_id or ""
        match event.event:
            case Event.CALL_RINGING | Event.CALL_PROGRESS:
                self._rings()
            case Event.CALL_ESTABLISHED:
                self._rings()
                self.answered.set()
            case Event.CALL_DTMF_START if event.text:
                self.on_digit(event.text[:1])
            case Event.CALL_CLOSED:
                self._is_closed = True
                self.sound = _sound(event.stats)
                self._closing_words = self._closing_words or event.text or ""
                self.over.set()

    async def changed(self, *, seconds: float) -> None:
        """Until somebody answers or it is over; at the latest after so long."""
        waiting = [asyncio.ensure_future(each.wait()) for each in (self.answered, self.over)]
        try:
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()

    async def hang_up(self) -> None:
        """CANCEL or BYE, whichever it takes; harmless if it is over."""
        if self.over.is_set():
            return
        self._is_ended_by_us = True
        if self.is_heard_of:
            await self._hang_up()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.over.wait(), _CLOSE_SECONDS)
        else:
            self._minding = asyncio.ensure_future(self._hang_up_once_heard_of())
        self.over.set()

    async def _hang_up_once_heard_of(self) -> None:
        """Before the first word of the carrier there is nothing to cancel (RFC 3261 section 9.1).

        The stack would forget the INVITE, which may have got through: the phone would ring with nobody at our end.
        So it stays until the carrier speaks, or until the stack's own time is over (32 s).
        """
        while not self.is_heard_of and not self._is_closed:
            await asyncio.sleep(_LOOK_SECONDS)
        if not self._is_closed:
            await self._hang_up()

    async def _hang_up(self) -> None:
        with contextlib.suppress(BaresipError):
            await self._call.hangup()

    def _rings(self) -> None:
        self._has_rung = True
        if not self.ringing.is_set() and not self.over.is_set():
            self.ringing.set()
            self._on_ringing()


def _sound(stats: Mapping[str, Any]) -> Sound | None:
    """Of the stack's last report; None where there was no audio."""
    received, network, audio = (stats.get(part, {}) for part in ("rx", "rtcp", "audio"))
    if not received:
        return None
    return Sound(
        starved_frames=audio.get("tx_starved_frames", 0),
        packets=received.get("packets", 0),
        lost_packets=network.get("rx_lost", 0),
        jitter_ms=network.get("rx_jitter_us", 0) / 1000,
    )
