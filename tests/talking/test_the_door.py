"""Who has no ticket hears nothing and is gone in time; a ticket admits once, to its own call, and not for long."""

import asyncio
import json
import secrets
import time

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from apps.calls.conversations import hashed
from apps.sandbox.rig import Rig

from .conftest import Talking

pytestmark = pytest.mark.long

SECONDS = 2.0
STRANGERS = 200


def url(rig: Rig, ticket: str, dialect: str = "twilio") -> str:
    return f"ws://127.0.0.1:{rig.voice_port}/stream/{dialect}/{ticket}"


async def knock(address: str, *, origin: str | None = None, call_id: str = "CA1") -> tuple[bool, float]:
    """Whether any audio came, and how long it took to hear some or to be turned away."""
    began, has_heard = time.monotonic(), False
    headers = {"Origin": origin} if origin else {}
    try:
        async with connect(address, compression=None, proxy=None, additional_headers=headers) as socket:
            await socket.send(json.dumps({"event": "start", "start": {"streamSid": "MZ1", "callSid": call_id}}))
            async for _ in socket:
                has_heard = True
                break
    except (InvalidStatus, ConnectionClosed):
        pass
    return has_heard, time.monotonic() - began


async def knock_often(rig: Rig) -> list[tuple[bool, float]]:
    gate = asyncio.Semaphore(20)

    async def once() -> tuple[bool, float]:
        async with gate:
            return await knock(url(rig, secrets.token_hex(16)))

    return await asyncio.gather(*(once() for _ in range(STRANGERS)))


def test_two_hundred_strangers_hear_nothing_and_are_gone(rig: Rig) -> None:
    knocks = asyncio.run(knock_often(rig))

    assert [has_heard for has_heard, _ in knocks if has_heard] == []
    assert max(seconds for _, seconds in knocks) < SECONDS


@pytest.mark.parametrize("dialect", ["twilio", "morse"])
def test_a_browser_and_an_unknown_dialect_are_turned_away(rig: Rig, dialect: str) -> None:
    has_heard, _ = asyncio.run(knock(url(rig, secrets.token_hex(16), dialect), origin="https://evil.example"))

    assert not has_heard


@pytest.fixture
def admitted(talking: dict[str, Talking]) -> tuple[str, str]:
    """A good ticket, and the carrier's id of the call that it is for: somebody picked up and hung up at once."""
    one = talking["solar"]
    phone = f"+1202555{secrets.randbelow(900) + 4000}"
    one.call(phone, "hang_up")
    made = secrets.token_hex(16)
    one.over(phone)
    [(call_id,)] = one.scene.rows(_TICKET, hashed(made), phone)
    return made, call_id


_TICKET = """
UPDATE calls_conversation v SET opened_at = NULL, closed_at = NULL, ticket_hash = %s,
       ticket_until = now() + interval '60 s'
FROM calls_call c WHERE c.id = v.call_id AND c.phone = %s RETURNING c.provider_id
"""


def test_a_ticket_lets_its_own_call_in_once(rig: Rig, admitted: tuple[str, str]) -> None:
    ticket, call_id = admitted

    first = asyncio.run(knock(url(rig, ticket), call_id=call_id))
    second = asyncio.run(knock(url(rig, ticket), call_id=call_id))

    assert [has_heard for has_heard, _ in (first, second)] == [True, False]


def test_a_ticket_lets_no_other_call_in(rig: Rig, admitted: tuple[str, str]) -> None:
    has_heard, seconds = asyncio.run(knock(url(rig, admitted[0]), call_id="CA1"))

    assert not has_heard
    assert seconds < SECONDS
