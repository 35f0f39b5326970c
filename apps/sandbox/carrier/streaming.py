"""The Connect verb with a Stream: the call's audio over a WebSocket, and somebody at the phone who talks."""

from __future__ import annotations

from secrets import token_hex
from urllib.parse import urlsplit, urlunsplit

import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from apps.sandbox.callee.person import Person
from apps.sandbox.carrier.calls import Call
from apps.sandbox.carrier.twiml import Verb

OPEN_SECONDS = 5.0


async def stream(call: Call, verb: Verb) -> None:
    """Until either side hangs up; an address that refuses is as good as a stream that was closed at once."""
    url = verb.option("url")
    parameters = {part.option("name"): part.option("value") for part in verb.nested}
    call.news("stream.asked", url=without_ticket(url), parameters=parameters)
    try:
        # A carrier sends no Origin, and its audio gains nothing by compression.
        async with connect(url, compression=None, open_timeout=OPEN_SECONDS, proxy=None, origin=None) as socket:
            stream_id = f"MZ{token_hex(16)}"
            for message in call.account.opening(call.sid, stream_id, parameters):
                await socket.send(orjson.dumps(message).decode())
            person = Person(call.world, call.person)
            phone = call.account.phone(socket, stream_id, person.frame)
            await person.live(phone)
            call.news("stream.ended", **person.report())
    except (OSError, TimeoutError, InvalidHandshake, WebSocketException) as failure:
        call.news("stream.failed", reason=type(failure).__name__)


def without_ticket(url: str) -> str:
    """The journal is read by many; a ticket admits to a call."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0], "", ""))
