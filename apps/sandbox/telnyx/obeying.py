"""The life of a Telnyx leg: it rings, and once it is answered it does what it is ordered until somebody hangs up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import uuid4

import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from apps.sandbox.callee.person import Person
from apps.sandbox.callee.phone import Phone
from apps.sandbox.carrier import ringing
from apps.sandbox.carrier.streaming import OPEN_SECONDS, without_ticket
from apps.sandbox.carrier.talking import DETECTION_SECONDS, GREETING_SECONDS, LISTEN_SECONDS
from apps.sandbox.carrier.twiml import CHARACTERS_A_SECOND
from apps.sandbox.telnyx.accounts import TelnyxRefused
from apps.sandbox.telnyx.legs import Leg, Legs

MACHINES = {"voicemail": "machine", "fax": "machine"}


class _Phone(Phone):
    id_name = "stream_id"


async def live(leg: Leg) -> None:
    """From dialling to the end: their patience lasts while something is done, and a little longer."""
    if not await ringing.is_answered(leg):
        return
    person = leg.world.people.at(leg.to)
    if leg.wishes.get("answering_machine_detection"):
        leg.world.spawn(_detect(leg))
    patience = LISTEN_SECONDS if person.talk_ms is None else person.talk_ms / 1000
    if person.behaviour == "hang_up":
        await asyncio.sleep(ringing.IMPATIENCE_SECONDS)
    else:
        await _out_of_patience(leg, patience)
    leg.end("completed", sip_code=200)


def obey(leg: Leg, order: str, wanted: dict[str, Any]) -> None:
    """Raises `TelnyxRefused` for a leg that has ended or an order that there is not."""
    if leg.ended_at is not None:
        raise TelnyxRefused(422, "90018", "Call has already ended")
    if order not in ORDERS:
        raise TelnyxRefused(404, "10005", "Resource not found")
    if wanted.get("command_id") in leg.known_commands:
        return
    leg.known_commands.add(wanted.get("command_id") or str(uuid4()))
    leg.client_state = wanted.get("client_state") or leg.client_state
    leg.news("call.ordered", order=order)
    task = leg.world.spawn(ORDERS[order](leg, wanted))
    leg.doing.add(task)
    task.add_done_callback(leg.doing.discard)
    leg.ordered.set()


async def _out_of_patience(leg: Leg, seconds: float) -> None:
    while leg.ended_at is None:
        if pending := leg.doing | leg.waiting_for:
            await asyncio.wait(pending)
            continue
        leg.ordered.clear()
        try:
            await asyncio.wait_for(leg.ordered.wait(), seconds)
        except TimeoutError:
            return


async def _speak(leg: Leg, wanted: dict[str, Any]) -> None:
    leg.tell("call.speak.started")
    leg.news("call.spoken", text=wanted["payload"])
    await asyncio.sleep(min(len(wanted["payload"]) / CHARACTERS_A_SECOND, LISTEN_SECONDS))
    leg.tell("call.speak.ended", status="completed")


async def _hang_up(leg: Leg, wanted: dict[str, Any]) -> None:
    leg.doing.clear()
    if leg.life is not None:
        leg.life.cancel()
    ringing.hang_up(leg)


async def _bridge(leg: Leg, wanted: dict[str, Any]) -> None:
    """Until one of the two hangs up; the other is hung up with it."""
    other = leg.world.of(Legs).by_id[wanted["call_control_id"]]
    leg.news("call.bridged", with_id=other.id)
    for each in (leg, other):
        each.tell("call.bridged")
    person = leg.world.people.at(other.to)
    await asyncio.sleep(LISTEN_SECONDS if person.talk_ms is None else person.talk_ms / 1000)
    leg.doing.clear()
    for each in (other, leg):
        each.end("completed", sip_code=200)


async def _record(leg: Leg, wanted: dict[str, Any]) -> None:
    leg.recorded_since = leg.recorded_since or leg.world.clock.now()


async def _stream(leg: Leg, wanted: dict[str, Any]) -> None:
    url = wanted["stream_url"]
    leg.news("stream.asked", url=without_ticket(url), parameters=wanted.get("custom_parameters", []))
    try:
        async with connect(url, compression=None, open_timeout=OPEN_SECONDS, proxy=None, origin=None) as socket:
            leg.tell("streaming.started", stream_url=url)
            stream_id = str(uuid4())
            await socket.send(orjson.dumps(_start(leg, stream_id)).decode())
            person = Person(leg.world, leg.to)
            await person.live(_Phone(socket, stream_id, person.frame))
            leg.news("stream.ended", **person.report())
        leg.tell("streaming.stopped", stream_url=url)
    except (OSError, TimeoutError, InvalidHandshake, WebSocketException) as failure:
        leg.news("stream.failed", reason=type(failure).__name__)
        leg.tell("streaming.failed", failure_reason="connection_failed")


def _start(leg: Leg, stream_id: str) -> dict[str, object]:
    audio = {"encoding": "PCMU", "sample_rate": 8000, "channels": 1}
    start = {"call_control_id": leg.id, "client_state": leg.client_state, "media_format": audio}
    return {"event": "start", "sequence_number": "1", "stream_id": stream_id, "start": start}


async def _detect(leg: Leg) -> None:
    await asyncio.sleep(DETECTION_SECONDS)
    result = MACHINES.get(leg.world.people.at(leg.to).behaviour, "human")
    leg.tell("call.machine.detection.ended", result=result)
    if result == "machine":
        await asyncio.sleep(GREETING_SECONDS)
        leg.tell("call.machine.greeting.ended", result="beep_detected")


ORDERS: dict[str, Callable[[Leg, dict[str, Any]], Coroutine[Any, Any, None]]] = {
    "speak": _speak,
    "hangup": _hang_up,
    "bridge": _bridge,
    "streaming_start": _stream,
    "record_start": _record,
}
