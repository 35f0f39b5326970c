"""A draft that is talked with over a real socket: what is heard and shown, and that nothing comes of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from apps.scripts.models import Trial
from apps.tenants.models import Tenant
from apps.voice.engines.scripted import Engines, Pace
from tests.manage import attack

from .headset import Headset, begin, page
from .house import EQUIPMENT, house, served
from .trials import Desk, desk, hurry

__all__ = ["hurry"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("hurry")]

YES_SURE = Path(__file__).with_name("samples").joinpath("yes_sure.ulaw").read_bytes()
PATIENCE_SECONDS = 60
BOOKS = {"reason": "Do you have a minute?", "qualify_at": 0}
ASKS = {
    "reason": "Do you have a minute?",
    "questions": [
        {
            "id": "owns_home",
            "ask": "Do you own your home?",
            "kind": "yes_no",
            "criteria": [{"when": "is", "value": True, "points": 30, "says": "owns the home"}],
        }
    ],
    "booking": {"is_on": False},
}


async def talked(at: Desk, heard: Sequence[str]) -> Headset:
    """The whole of a talk in which the agent hears these sentences, one whenever it has finished."""

    async def equipment_of(tenant_id: int) -> Any:
        return replace(EQUIPMENT, engines=Engines(Pace(0.01, 0.01), heard=heard))

    ticket = await asyncio.to_thread(at.ticket)
    with served(house(equipment_of=equipment_of)) as url:
        async with asyncio.timeout(PATIENCE_SECONDS), page(url, ticket) as socket:
            await begin(socket)
            headset = Headset(socket)
            answering = asyncio.create_task(_answer(headset))
            await headset.live()
            answering.cancel()
    return headset


async def _answer(headset: Headset) -> None:
    while True:
        await headset.is_my_turn.wait()
        # Between two sentences is no turn.
        await asyncio.sleep(0.4)
        if headset.is_my_turn.is_set():
            headset.is_my_turn.clear()
            headset.say(YES_SURE)


def rows(tenant: Tenant) -> dict[str, Any]:
    """All that the company has, but for the ticket."""
    return {label: found for label, found in attack.rows(tenant).items() if label != Trial._meta.label}


def test_the_page_is_told_what_was_said_understood_and_taken() -> None:
    headset = asyncio.run(talked(desk("acme", **ASKS), ["Yes.", "Yes.", "No, that's all."]))

    greeting, question, *_ = headset.told("said")
    assert greeting["text"].startswith("Hi Ada, this is Alex from Acme Solar.")
    assert (question["text"], question["score"]) == ("Do you own your home?", 0)
    assert [(each["text"], each["taken"]) for each in headset.told("heard")[:2]] == [
        ("Yes.", []),
        ("Yes.", ["Do you own your home? yes"]),
    ]
    assert headset.told("said")[2]["score"] == 30


def test_the_page_is_told_how_it_ends() -> None:
    headset = asyncio.run(talked(desk("acme"), ["Stop calling me."]))

    assert headset.told("said")[-1]["deeds"] == ["Hangs up: opted out"]
    assert headset.shown[-1] == {"event": "over", "ends_as": "Opted out", "summary": headset.shown[-1]["summary"]}


def test_a_booking_that_is_talked_about_is_in_no_calendar() -> None:
    acme = desk("acme", **BOOKS)
    before = rows(acme.tenant)

    headset = asyncio.run(talked(acme, ["Yes.", "The first one.", "No, that's all."]))

    deeds = [deed for each in headset.told("said") for deed in each["deeds"]]
    assert "Books the time" in deeds
    assert headset.shown[-1]["ends_as"] == "Booked an appointment"
    assert rows(acme.tenant) == before


def test_who_opts_out_in_a_talk_is_on_no_list() -> None:
    acme = desk("acme")
    before = rows(acme.tenant)

    headset = asyncio.run(talked(acme, ["Stop calling me."]))

    assert "Takes the number off the list" in [deed for each in headset.told("said") for deed in each["deeds"]]
    assert rows(acme.tenant) == before


async def interrupted(at: Desk) -> Headset:
    """The agent is cut off in the middle of a long sentence."""
    ticket = await asyncio.to_thread(at.ticket)
    with served(house()) as url:
        async with asyncio.timeout(PATIENCE_SECONDS), page(url, ticket) as socket:
            await begin(socket)
            headset = Headset(socket)
            living = asyncio.create_task(headset.live())
            while not headset.told("said"):
                await asyncio.sleep(0.01)
            # "Hello?" of who picks up interrupts nothing (`talk.HELLO_SECONDS`).
            await asyncio.sleep(1.5)
            headset.say(YES_SURE)
            while not headset.told("heard"):
                await asyncio.sleep(0.01)
            living.cancel()
    return headset


def test_who_interrupts_is_listened_to_and_shown_how_far_it_came() -> None:
    headset = asyncio.run(interrupted(desk("acme", reason="Well, " * 80)))

    assert headset.was_cleared.is_set()
    assert headset.told("heard")[0]["was_cut_at"]
