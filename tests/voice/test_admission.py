"""How many calls a process takes: of many that knock at once so many come in, and a place that is left is free."""

import asyncio
import json
from collections.abc import Sequence

import pytest
from pytest_django.fixtures import Settings
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from apps.leads.models import Event
from apps.voice.answering import House
from apps.voice.equipping import Equipment
from tests.outreach.conftest import Office, office, peer

from .house import EQUIPMENT, Ringing, agent_answers, house, ringing, served

__all__ = ["office", "peer"]

AT_ONCE, PLACES = 10, 3
PHONES = [f"+1214555{100 + nth:04d}" for nth in range(AT_ONCE)]


@pytest.fixture
def calls(office: Office, settings: Settings) -> list[Ringing]:
    agent_answers(office, settings, {})
    return ringing(office, phones=PHONES)


async def knocked(url: str, call: Ringing, *, until: asyncio.Event, carrier_id: str = "") -> bool:
    """Whether the call came in; it stays until the event."""
    start = {"streamSid": "MZ1", "callSid": carrier_id or call.carrier_id}
    try:
        async with connect(f"{url}/stream/twilio/{call.ticket}", compression=None, proxy=None) as socket:
            await socket.send(json.dumps({"event": "start", "start": start}))
            await until.wait()
            return True
    except InvalidStatus:
        return False


async def all_at_once(url: str, calls: Sequence[Ringing], taken: House) -> tuple[list[bool], int]:
    """Who came in, and the most that were in at a time."""
    until, most = asyncio.Event(), 0
    knocking = [asyncio.create_task(knocked(url, each, until=until)) for each in calls]
    for _ in range(200):
        most = max(most, len(taken.calls))
        if sum(each.done() for each in knocking) >= len(calls) - PLACES:
            break
        await asyncio.sleep(0.02)
    until.set()
    return await asyncio.gather(*knocking), most


def emptied(taken: House) -> bool:
    async def waited() -> bool:
        for _ in range(200):
            if not taken.calls:
                return True
            await asyncio.sleep(0.02)
        return False

    return asyncio.run(waited())


def test_of_many_at_once_so_many_come_in_as_there_are_places(office: Office, calls: list[Ringing]) -> None:
    taken = house(most_calls=PLACES)

    with served(taken) as url:
        came_in, most = asyncio.run(all_at_once(url, calls, taken))
        assert emptied(taken)

    assert (sum(came_in), most) == (PLACES, PLACES)


def test_who_finds_no_place_is_still_to_be_reached(office: Office, calls: list[Ringing]) -> None:
    taken = house(most_calls=PLACES)

    with served(taken) as url:
        asyncio.run(all_at_once(url, calls, taken))
        assert emptied(taken)

    full = [each.facts["reason"] for each in office.all(Event, kind="conversation.broken")]
    assert full.count("the voice process was full") == AT_ONCE - PLACES


def test_a_place_is_free_again_whatever_the_call_came_to(calls: list[Ringing]) -> None:
    async def fails_once(tenant_id: int) -> Equipment:
        if len(failed) < 1:
            failed.append(tenant_id)
            raise RuntimeError("no engines")
        return EQUIPMENT

    failed: list[int] = []
    taken = house(most_calls=1, equipment_of=fails_once)

    async def one_after_the_other(url: str) -> list[bool]:
        over = asyncio.Event()
        over.set()
        came_in = [await knocked(url, calls[0], until=over)]
        await asyncio.sleep(0.3)
        came_in.append(await knocked(url, calls[1], until=over, carrier_id="CA-of-somebody-else"))
        await asyncio.sleep(0.3)
        return [*came_in, await knocked(url, calls[2], until=over)]

    with served(taken) as url:
        assert asyncio.run(one_after_the_other(url)) == [True, True, True]
        assert emptied(taken)


def test_a_stranger_takes_no_place(calls: list[Ringing]) -> None:
    taken = house(most_calls=1)
    stranger = Ringing(calls[0].attempt, calls[0].carrier_id, "ws://nowhere/" + "0" * 32)

    async def both(url: str) -> list[bool]:
        over = asyncio.Event()
        over.set()
        strangers = [knocked(url, stranger, until=over) for _ in range(20)]
        return await asyncio.gather(*strangers, knocked(url, calls[0], until=over))

    with served(taken) as url:
        assert asyncio.run(both(url)) == [False] * 20 + [True]
        assert emptied(taken)
