"""ConversationRelay: twenty people called by words over real sockets, by three scripts, each to their own end."""

import asyncio

import pytest
from pytest_django.fixtures import Settings

from apps.sandbox.callee.characters import CHARACTERS
from tests.outreach.conftest import Office, office, peer
from tests.sandbox.conftest import only_sandbox, outside, start
from tests.sandbox.outside import Outside

from .house import Ringing, house, served
from .relays import calls, far_end, hurry, kept, said

__all__ = ["hurry", "office", "only_sandbox", "outside", "peer", "start"]

pytestmark = [pytest.mark.usefixtures("hurry"), pytest.mark.long]
# More would take each other's times in the calendar.
AT_ONCE = 2
# By which script who is called, and what their call may come to.
CALLS: dict[str, dict[str, tuple[str, ...]]] = {
    "solar": {
        "cooperative": ("booked",),
        "hurried": ("booked",),
        "sceptical": ("booked",),
        "asks_if_robot": ("booked",),
        "price_first": ("booked",),
        "interrupting": ("booked",),
        "opt_out": ("opted_out",),
        "wrong_person": ("wrong_person",),
        "wants_human": ("transferred",),
        "call_later": ("call_back",),
        "silent": ("no_reply",),
        "voicemail": ("voicemail",),
    },
    "dental": {
        "cooperative": ("booked",),
        "hurried": ("booked",),
        "opt_out": ("opted_out",),
        "wants_human": ("transferred",),
    },
    "roofing": {
        "cooperative": ("booked",),
        "asks_if_robot": ("booked",),
        "wrong_person": ("wrong_person",),
        "screened": ("booked",),
    },
}


@pytest.mark.parametrize("script", CALLS)
def test_a_call_comes_to_what_the_person_wants(
    office: Office, settings: Settings, outside: Outside, script: str
) -> None:
    people = CALLS[script]
    made = calls(office, settings, script, phones=len(people), calendar=outside)
    assert all("/relay/twilio/" in call.url for call in made)

    async def one(url: str, call: Ringing, name: str, few: asyncio.Semaphore) -> None:
        async with few:
            await far_end(url, call, CHARACTERS[name]())

    async def all_of_them(url: str) -> None:
        few = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for call, name in zip(made, people, strict=True):
                group.create_task(one(url, call, name, few))

    with served(house()) as url:
        asyncio.run(all_of_them(url))

    came = {name: kept(office, call) for call, name in zip(made, people, strict=True)}
    assert {name: each.disposition for name, each in came.items() if each.disposition not in people[name]} == {}
    for call, name in zip(made, people, strict=True):
        agent = said(office, call, "agent")
        assert any("AI" in turn.text for turn in agent), name
        assert (came[name].state, came[name].recording) == ("over", "")


def test_twenty_people_are_called() -> None:
    assert sum(map(len, CALLS.values())) >= 20
