"""One trial: the pipeline of a call with a page at its other end, and tools that only pretend."""

import asyncio

import orjson

from apps.voice import preparing
from apps.voice.answering import House, carry
from apps.voice.equipping import Equipment
from apps.voice.policy.brief import Brief
from apps.voice.policy.moves import Result, Tool
from apps.voice.policy.speech import Speech
from apps.voice.session import Means, Session
from apps.voice.simulate.tools import PretendTools
from apps.voice.stream import Door

from . import shown
from .observed import Observed
from .shown import Shown, Troubled
from .wire import Wire

# Who does not take our last words is not waited for.
LAST_WORDS_SECONDS = 2.0


class Talk:
    """What it leaves behind: the sound of lines that every call of the script has, and how the engines did."""

    def __init__(self, brief: Brief, door: Door, wire: Wire, house: House, equipment: Equipment) -> None:
        self._brief, self._door, self._house, self._equipment = brief, door, house, equipment
        # None: that was all.
        self._to_tell: asyncio.Queue[Shown | None] = asyncio.Queue()
        self._dialogue = Observed(brief, tell=self._to_tell.put_nowait)
        self._tools = PretendTools(brief.now, brief.zone, brief.script.booking.minutes)
        self._session = Session(self._dialogue, self._means(), door.way(wire), hang_up=self._hang_up)

    async def run(self) -> None:
        """Until one of both hangs up. Raises `Refused`."""
        telling = asyncio.create_task(self._tell())
        rendering = asyncio.create_task(self._render())
        try:
            await carry(self._session, self._door, most_minutes=self._brief.script.most_minutes)
            await self._hang_up()
            await asyncio.wait([telling], timeout=LAST_WORDS_SECONDS)
        finally:
            telling.cancel()
            rendering.cancel()
        if any(not said.is_agent for said in self._session.minutes.turns):
            await self._equipment.health.over()

    def _means(self) -> Means:
        filler = Speech.of(self._brief).line(self._brief.script.lines.one_moment).text
        engines, reader = self._equipment.engines, self._equipment.reader
        return Means(engines, self._house.phrases, reader, self._perform, filler, self._troubled)

    async def _perform(self, tool: Tool) -> Result:
        return self._tools.use(tool)

    def _troubled(self, family: str, place: int, reason: str) -> None:
        """The engines are those of calls: what fails here would fail there."""
        self._equipment.health.failed(family, place, reason)
        self._to_tell.put_nowait(Troubled(family, reason.replace("_", " ")))

    async def _hang_up(self) -> None:
        self._to_tell.put_nowait(shown.over(self._dialogue.findings()))
        self._to_tell.put_nowait(None)

    async def _tell(self) -> None:
        while (each := await self._to_tell.get()) is not None:
            await self._door.send(orjson.dumps(each).decode())
        await self._door.close()

    async def _render(self) -> None:
        """As while a phone rings: what is said where an engine is late or gone can't be rendered any more by then."""
        await preparing.render(preparing.at_hand(self._brief), self._equipment.engines, self._house.phrases)
