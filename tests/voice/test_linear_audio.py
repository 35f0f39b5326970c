"""A carrier whose audio is no text: linear, 20 ms a message, both ways, over a real socket."""

import asyncio
import json

import pytest
from pytest_django.fixtures import Settings
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.outreach.conftest import PHONE, Office, office, peer

from .house import Ringing, agent_answers, house, ringing, served

__all__ = ["office", "peer"]

MESSAGE = b"\x00\x00" * 160
ENOUGH = 10


@pytest.fixture
def call(office: Office, settings: Settings) -> Ringing:
    agent_answers(office, settings, {})
    [only] = ringing(office, phones=[PHONE])
    return only


async def greeted(url: str, call: Ringing, *, by: str = "vonage") -> list[str | bytes]:
    """What the agent says to whoever has picked up, until it is enough or the door is shut."""
    heard: list[str | bytes] = []
    start = {"event": "websocket:connected", "content-type": "audio/l16;rate=8000", "call": call.carrier_id}
    async with connect(f"{url}/stream/{by}/{call.ticket}", compression=None, proxy=None) as socket:
        await socket.send(json.dumps(start))
        try:
            async with asyncio.timeout(30):
                while len(heard) < ENOUGH:
                    await socket.send(MESSAGE)
                    heard.append(await socket.recv())
        except ConnectionClosed:
            pass
    return heard


def test_the_agent_is_heard_in_messages_of_20_ms(office: Office, call: Ringing) -> None:
    with served(house()) as url:
        heard = asyncio.run(greeted(url, call))

    assert {len(message) for message in heard if isinstance(message, bytes)} == {len(MESSAGE)}


def test_a_carrier_that_speaks_text_is_not_let_in_with_anything_else(office: Office, call: Ringing) -> None:
    with served(house()) as url:
        heard = asyncio.run(greeted(url, call, by="twilio"))

    assert heard == []
