"""An answered call: does what LeadHub's document says, one deed after the other."""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

from apps.integrations.wire.dialer import Deed, Lack, Outcome, Seat, Standing, Trouble, Trunk

from . import offering, pastimes, stream, tones
from .bridge import Bridge
from .ear import LOOK_SECONDS
from .house import House
from .leg import Leg
from .mouth import Mouth
from .news import Untold
from .place import Place
from .speech import Unsaid
from .stack import Wish
from .stream import NotOpened, Target
from .tapes import Tap
from .teller import Teller

# A document that leads to another for ever would keep the line for ever.
MOST_DOCUMENTS = 20
# Before we hang up, the last word is let out of the other side's jitter buffer.
_LAST_WORD_SECONDS = 0.3


@dataclass
class Talk:
    """One answered leg, and the trunk by which a rep is rung beside it."""

    leg: Leg
    trunk: Trunk
    caller_id: str
    teller: Teller
    house: House
    _documents: int = 0
    # Somebody has not heard what was to be said to them.
    _was_unsaid: bool = False
    # Where the call was sent while it did something else.
    _way: str = ""
    _doing: asyncio.Task[None] | None = None

    async def run(self, answer_url: str, standing: Standing) -> None:
        """Until there is nothing more to do, or nobody to do it for."""
        await self._through(self._follow(answer_url, standing))

    async def sit(self, seat: Seat) -> None:
        """The same of who comes straight into a room."""
        await self._through(self._do([Deed(do="room", seat=seat, then_url=seat.done_url)]))

    def send_elsewhere(self, url: str) -> None:
        """What is being done is broken off, and the document of that address followed."""
        self._way = url
        if self._doing:
            self._doing.cancel()

    async def _through(self, first: Coroutine[None, None, None]) -> None:
        work: Coroutine[None, None, None] | None = first
        while work is not None:
            await self._done_or_sent_elsewhere(work)
            if not (self._way or self.leg.over.is_set()):
                await asyncio.sleep(_LAST_WORD_SECONDS)
            work = self._next_way()

    def _next_way(self) -> Coroutine[None, None, None] | None:
        url, self._way = self._way, ""
        return self._follow(url, self._standing()) if url and not self.leg.over.is_set() else None

    async def _done_or_sent_elsewhere(self, work: Coroutine[None, None, None]) -> None:
        self._doing = asyncio.create_task(work)
        await asyncio.wait([self._doing])
        if not self._doing.cancelled():
            self._doing.result()

    async def _follow(self, url: str, standing: Standing) -> None:
        self._documents += 1
        if self._documents > MOST_DOCUMENTS:
            return
        try:
            document = await self.house.mail.deeds_once_there(url, standing)
        except Untold:
            self.teller.trouble(Trouble.NO_DOCUMENT)
            return
        await self._do(document.deeds)

    async def _do(self, deeds: Sequence[Deed]) -> None:
        for deed in deeds:
            if self.leg.over.is_set():
                return
            bridged = await self._done(deed)
            if deed.then_url:
                await self._follow(deed.then_url, self._standing(bridge=bridged))
                return

    async def _done(self, deed: Deed) -> Outcome | None:
        match deed.do:
            case "say":
                await self._say(self.leg, deed)
            case "stream":
                await self._stream(deed)
            case "bridge":
                return await self._bridge(deed)
            case "offer":
                await self._offer(deed)
            case "room" if deed.seat:
                await self._sit(deed.seat)
        return None

    def _standing(self, **told: object) -> Standing:
        """As it stands, with what is told of this moment alone."""
        return self.teller.kept.standing.model_copy(update=told)

    async def _say(self, leg: Leg, deed: Deed) -> None:
        try:
            pcm = await self.house.speech.of(deed.text, token=self.teller.kept.token)
        except Unsaid:
            self._unsaid(Trouble.NO_SPEECH)
            return
        mouth = Mouth(leg.audio)
        mouth.say(pcm)
        while not leg.over.is_set() and not mouth.is_silent:
            mouth.feed()
            await asyncio.sleep(LOOK_SECONDS)

    async def _stream(self, deed: Deed) -> None:
        target = Target(deed.url, self.teller.kept.standing.id, deed.parameters)
        try:
            await stream.run(self.leg, target, self.house.mail.session)
        except NotOpened:
            self.teller.trouble(Trouble.NO_STREAM)

    async def _offer(self, deed: Deed) -> None:
        """Who can't be told whom they are offered hears that they are offered somebody."""
        try:
            pcm = await self.house.speech.of(deed.text, token=self.teller.kept.token)
        except Unsaid:
            self._unsaid(Trouble.NO_SPEECH)
            pcm = tones.attention()
        if key := await offering.made(self.leg, pcm, wait_seconds=deed.wait_seconds):
            await self._follow(deed.url, self._standing(key=key))

    async def _sit(self, seat: Seat) -> None:
        async def pastime(place: Place) -> None:
            house, token = self.house, self.teller.kept.token
            await pastimes.passed(place, house.mail, house.speech, standing=self._standing(), token=token)

        call_id, is_told = self.teller.kept.standing.id, not self._was_unsaid
        await self.house.rooms.sit(self.leg, seat, call_id=call_id, pastime=pastime, is_told=is_told)

    async def _bridge(self, deed: Deed) -> Outcome:
        async def whisper(rep: Leg) -> None:
            if deed.whisper_url:
                await self._whisper(rep, deed.whisper_url)

        wish = Wish(self.trunk, deed.to, deed.caller_id or self.caller_id)
        recording = partial(self._recording, deed)
        return await Bridge(self.leg, self.house.stack, wish, deed.ring_seconds, whisper, recording).run()

    def _recording(self, deed: Deed) -> AbstractContextManager[Tap]:
        """None is made where everybody would have to know, and somebody could not be told."""
        url, call_id = deed.record_url, self.teller.kept.standing.id
        if url and deed.once_told and self._was_unsaid:
            self.house.tapes.not_made(url, Lack.UNSAID, call_id=call_id)
            url = ""
        return self.house.tapes.recording(url, call_id=call_id)

    async def _whisper(self, rep: Leg, url: str) -> None:
        """Without it the rep is put through all the same: the lead is waiting."""
        try:
            document = await self.house.mail.deeds(url, self.teller.kept.standing)
        except Untold:
            self._unsaid(Trouble.NO_DOCUMENT)
            return
        for deed in document.deeds:
            if deed.do == "say":
                await self._say(rep, deed)

    def _unsaid(self, why: Trouble) -> None:
        self._was_unsaid = True
        self.teller.trouble(why)
