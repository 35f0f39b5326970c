"""One stream from the knock to the farewell: admitted by its ticket, talked with, and put on record."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

import structlog
from django.db import InterfaceError, OperationalError
from starlette.websockets import WebSocket

from apps.integrations.telephony.base import Met

from . import after_call, books
from .books import Opened
from .equipping import Equipment
from .offers import Offers
from .phrases import Phrases
from .policy.dialogue import Dialogue
from .policy.moves import Result, Tool
from .policy.reading import Machine
from .policy.speech import Speech
from .relay import Relay
from .session import Means, Session
from .stream import BUSY, POLICY, Door, Refused
from .threads import in_thread
from .tools import Tools
from .wires import base as wires

log = structlog.get_logger(__name__)

# For a goodbye, after the script's time for a call.
FAREWELL_SECONDS = 20
# The carrier's word in ours; of a person, or where it does not know, the talk simply goes on.
_MACHINES = {Met.MACHINE: Machine.VOICEMAIL, Met.MACHINE_DONE: Machine.VOICEMAIL, Met.FAX: Machine.FAX}


@dataclass
class House:
    """What all calls of the process share. Beyond `most_calls` the carrier is told to go on without us."""

    phrases: Phrases
    default: Equipment
    equipment_of: Callable[[int], Awaitable[Equipment]]
    most_calls: int = 20
    most_trials: int = 2
    calls: set[str] = field(default_factory=set)
    # By person.
    trials: set[int] = field(default_factory=set)
    _talking: dict[str, "_Call"] = field(default_factory=dict)

    def admit(self, call_id: str) -> bool:
        """A place for the call until `leave`, or False. Nothing awaits between the look and the taking."""
        if len(self.calls) >= self.most_calls:
            return False
        self.calls.add(call_id)
        return True

    def leave(self, call_id: str) -> None:
        self.calls.discard(call_id)
        self._talking.pop(call_id, None)

    def admit_trial(self, who: int) -> bool:
        """A place for the person's one trial until `leave_trial`, or False: only beside the calls, which lose none."""
        is_full = len(self.trials) >= self.most_trials or len(self.calls) + len(self.trials) >= self.most_calls
        if is_full or who in self.trials:
            return False
        self.trials.add(who)
        return True

    def leave_trial(self, who: int) -> None:
        self.trials.discard(who)

    def talks(self, call_id: str, call: "_Call") -> None:
        """What is told of the call from now on is for this."""
        self._talking[call_id] = call

    async def met(self, call_id: str, who: Met) -> None:
        """The carrier's word of who picked up, where the call is one of ours."""
        if call := self._talking.get(call_id):
            await call.met(who)


async def answer(socket: WebSocket, wire: wires.Dialect, house: House) -> None:
    """`/stream/<dialect>/<ticket>`."""
    # A carrier is no browser: whoever sends an Origin is one.
    if "origin" in socket.headers:
        await socket.close(POLICY)
        return
    # Strangers take no place: their ticket is looked at first.
    opened = await in_thread(books.open_by, socket.path_params["ticket"])
    if opened is None:
        await socket.close(POLICY)
        return
    if not house.admit(opened.call_id):
        await socket.close(BUSY)
        await in_thread(after_call.broken, opened, reason="the voice process was full")
        return
    try:
        await _admitted(socket, wire, opened, house)
    finally:
        house.leave(opened.call_id)


async def _admitted(socket: WebSocket, wire: wires.Dialect, opened: Opened, house: House) -> None:
    door, call = Door(socket, wire), None
    try:
        await socket.accept()
        await _recognised(door, opened)
        call = _Call(opened, door, house.phrases, await house.equipment_of(opened.tenant_id))
        house.talks(opened.call_id, call)
        await call.talk()
    except Refused as refused:
        log.warning("stream.refused", call=opened.call_id, tenant=opened.tenant_id, reason=str(refused))
        await door.close(POLICY)
    finally:
        await (call.on_record() if call else in_thread(after_call.broken, opened, reason="the stream did not begin"))


async def _recognised(door: Door, opened: Opened) -> None:
    """The ticket was for this very call. Raises `Refused`."""
    started = await door.started()
    if opened.carrier_id and started.call_id != opened.carrier_id:
        raise Refused("another call")


class _Call:
    """An open stream, its session, and what stays of it."""

    def __init__(self, opened: Opened, door: Door, phrases: Phrases, equipment: Equipment) -> None:
        self._opened, self._door = opened, door
        self._dialogue = Dialogue(opened.brief)
        self._tools = Tools(opened, Offers(opened.brief.script.booking, opened.call_id))
        self._health = equipment.health
        self._session = self._begun(phrases, equipment)

    async def talk(self) -> None:
        """Until one of us hangs up. Raises `Refused`."""
        try:
            await carry(self._session, self._door, most_minutes=self._opened.brief.script.most_minutes)
        finally:
            await self._door.close()

    def _begun(self, phrases: Phrases, equipment: Equipment) -> Session | Relay:
        """By words where the carrier hears and speaks itself, else by audio."""
        door = self._door
        match door.wire:
            case wires.Relay() as relayed:
                words, perform = door.words(relayed), self._perform
                return Relay(self._dialogue, equipment.reader, perform, words, hang_up=partial(door.over, relayed))
            case wires.Wire() as wire:
                filler = Speech.of(self._opened.brief).line(self._opened.brief.script.lines.one_moment).text
                troubled = equipment.health.failed
                means = Means(equipment.engines, phrases, equipment.reader, self._perform, filler, troubled)
                return Session(self._dialogue, means, door.way(wire), hang_up=door.close)
        raise TypeError("a stream is of audio or of words")

    async def on_record(self) -> None:
        """What was said and what came of it, whoever hung up."""
        wav = await asyncio.to_thread(self._session.wav)
        put = partial(after_call.record, self._opened, self._dialogue.findings(), self._session.minutes, recording=wav)
        try:
            await in_thread(put)
        except (OperationalError, InterfaceError) as error:
            # Nothing of it was written, and it is nowhere else.
            log.warning("conversation.put_again", exception=type(error.__cause__ or error).__name__)
            await in_thread(put)
        # Last: how the engines did may fail to be told, and is worth less.
        if any(not said.is_agent for said in self._session.minutes.turns):
            await self._health.over()

    async def met(self, who: Met) -> None:
        """The carrier's word of who picked up."""
        if machine := _MACHINES.get(who):
            is_recording = who is Met.MACHINE_DONE
            await self._session.met(machine, by="the carrier", is_recording=is_recording)

    async def _perform(self, tool: Tool) -> Result:
        return await in_thread(self._tools.perform, tool)


async def carry(session: Session | Relay, door: Door, *, most_minutes: float) -> None:
    """Talk through the door until one of both hangs up, or the script's time is over. Raises `Refused`."""
    await session.start()
    most_seconds = most_minutes * 60
    farewell = asyncio.create_task(_say_farewell(session, after=most_seconds))
    try:
        async for event in door.events(most_seconds=most_seconds + FAREWELL_SECONDS):
            await session.take(event)
    finally:
        farewell.cancel()
        await session.stop()


async def _say_farewell(session: Session | Relay, *, after: float) -> None:
    await asyncio.sleep(after)
    await session.time_is_up()
