"""The Connect verb with a ConversationRelay: the call's words over a WebSocket, as Twilio's own engines hear them."""

from __future__ import annotations

import asyncio
from secrets import token_hex
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, WebSocketException

from apps.sandbox.callee import characters
from apps.sandbox.callee.characters import Character
from apps.sandbox.callee.relayed import Relayed
from apps.sandbox.carrier.calls import Call
from apps.sandbox.carrier.streaming import OPEN_SECONDS, without_ticket
from apps.sandbox.carrier.twiml import CHARACTERS_A_SECOND, Verb


async def relay(call: Call, verb: Verb) -> None:
    """Until either side hangs up; an address that refuses is as good as a session that was ended at once."""
    url = verb.option("url")
    parameters = {part.option("name"): part.option("value") for part in verb.nested}
    call.news("stream.asked", url=without_ticket(url), parameters=parameters)
    try:
        report = await talked(url, setup(call, parameters), characters.of(call.world.people.at(call.person)))
        call.news("stream.ended", **report)
    except (OSError, TimeoutError, InvalidHandshake, WebSocketException) as failure:
        call.news("stream.failed", reason=type(failure).__name__)


async def talked(
    url: str, hello: dict[str, object], character: Character, *, letters_a_second: float = CHARACTERS_A_SECOND
) -> dict[str, object]:
    """One session from setup to end, as a person of that character talks in it."""
    async with connect(url, compression=None, open_timeout=OPEN_SECONDS, proxy=None, origin=None) as socket:
        await socket.send(orjson.dumps(hello).decode())

        async def send(told: dict[str, object]) -> None:
            await socket.send(orjson.dumps(told).decode())

        person = Relayed(character, send, letters_a_second=letters_a_second)
        receiving = asyncio.create_task(_receive(socket, person))
        try:
            await person.live()
        except ConnectionClosed:
            pass
        finally:
            receiving.cancel()
        return person.report()


def setup(call: Call, parameters: dict[str, str]) -> dict[str, object]:
    """The first message (wire/voice.md, section 5)."""
    return {
        "type": "setup",
        "sessionId": f"VX{token_hex(16)}",
        "accountSid": call.account.sid,
        "callSid": call.sid,
        "parentCallSid": call.parent_sid or "",
        "from": call.from_,
        "to": call.to,
        "direction": call.direction,
        "callType": "PSTN",
        "callStatus": call.status.upper(),
        "customParameters": parameters,
    }


async def _receive(socket: ClientConnection, person: Relayed) -> None:
    try:
        async for message in socket:
            told: Any = orjson.loads(message)
            person.take(told)
    except ConnectionClosed:
        pass
    finally:
        person.is_over.set()
