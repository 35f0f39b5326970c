"""A rep beside the lead: rung, told who it is, and the audio of both copied there and back."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from baresip import AudioNotActive, AudioRestarted, CallAudio

from apps.core.audio import PCM_BYTES_A_MS
from apps.integrations.wire.dialer import Outcome

from . import tones
from .ear import LOOK_SECONDS, Ear
from .leg import Leg
from .mouth import Mouth
from .stack import NotDialled, Stack, Wish
from .tapes import Tap

# Two clocks drift apart: what lies at a line beyond this is dropped, or the two would talk ever later.
_MOST_LAG_BYTES = 300 * PCM_BYTES_A_MS

Whisper = Callable[[Leg], Awaitable[None]]


@dataclass(frozen=True)
class Bridge:
    """Rings `wish` for so long and joins it to the lead's leg; `whisper` is for the rep alone.

    `recording` hears the two from then on.
    """

    lead: Leg
    stack: Stack
    wish: Wish
    ring_seconds: int
    whisper: Whisper
    recording: Callable[[], AbstractContextManager[Tap]]

    async def run(self) -> Outcome:
        """Until one of them hangs up, and the rep's phone is silent again; how the rep's leg came out."""
        if not self.stack.has_room:
            return Outcome.NO_PORTS
        try:
            rep = await self.stack.dial(self.wish)
        except NotDialled:
            return Outcome.DIALER_FAULT
        try:
            return await self._joined(rep)
        finally:
            await rep.hang_up()

    async def _joined(self, rep: Leg) -> Outcome:
        if not await self._is_told(rep):
            return self._missed(rep)
        with self.recording() as tap:
            await either_over(self.lead, rep, _copied(self.lead, rep, tap))
        return Outcome.TALKED

    def _missed(self, rep: Leg) -> Outcome:
        """Why the two were never joined: who picks up and hangs up while they hear who it is has not talked."""
        if rep.over.is_set() and not rep.answered.is_set():
            return rep.ending.outcome
        return Outcome.HUNG_UP if rep.over.is_set() or self.lead.over.is_set() else Outcome.NO_ANSWER

    async def _is_told(self, rep: Leg) -> bool:
        """Whether both are there once the rep has heard who it is; till then the lead hears that it rings."""
        mouth = Mouth(self.lead.audio)
        try:
            await either_over(self.lead, rep, self._answered(rep), _ringing(mouth), most_seconds=self.ring_seconds)
            if self._are_there(rep):
                await either_over(self.lead, rep, self.whisper(rep), _ringing(mouth))
            return self._are_there(rep)
        finally:
            mouth.clear()

    def _are_there(self, rep: Leg) -> bool:
        return rep.answered.is_set() and not (rep.over.is_set() or self.lead.over.is_set())

    async def _answered(self, rep: Leg) -> None:
        await rep.answered.wait()


async def either_over(
    lead: Leg, rep: Leg, work: Awaitable[None], *beside: Awaitable[None], most_seconds: float = 0
) -> None:
    """Until the work is done, or one of the two has hung up, or the time is over."""
    over = [asyncio.ensure_future(leg.over.wait()) for leg in (lead, rep)]
    tasks = [asyncio.ensure_future(work), *over]
    companions = [asyncio.ensure_future(each) for each in beside]
    try:
        await asyncio.wait(tasks, timeout=most_seconds or None, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (*tasks, *companions):
            task.cancel()
        await asyncio.gather(*tasks, *companions, return_exceptions=True)


async def _ringing(mouth: Mouth) -> None:
    """Ring after ring: how long it takes until the rep has heard who it is nobody knows."""
    ring = tones.ringback()
    while True:
        if mouth.is_silent:
            mouth.say(ring)
        mouth.feed()
        await asyncio.sleep(LOOK_SECONDS)


async def _copied(lead: Leg, rep: Leg, tap: Tap) -> None:
    ears = Ear(lead.audio), Ear(rep.audio)
    for ear in ears:
        ear.forget()
    loop = asyncio.get_running_loop()
    at = loop.time()
    while True:
        said = [ear.frames() for ear in ears]
        for frames, to in zip(said, (rep.audio, lead.audio), strict=True):
            for frame in frames:
                _give(to, frame)
        tap(*(b"".join(frames) for frames in said))
        at = max(at + LOOK_SECONDS, loop.time() - LOOK_SECONDS)
        await asyncio.sleep(at - loop.time())


def _give(audio: CallAudio, frame: bytes) -> None:
    with contextlib.suppress(AudioNotActive, AudioRestarted):
        if audio.info().tx_buffered > _MOST_LAG_BYTES:
            audio.flush_tx()
        audio.write(frame)
