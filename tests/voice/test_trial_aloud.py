"""A whole talk with a draft aloud: a voice answers, the recogniser hears it, and the draft gets its answers."""

import asyncio
from pathlib import Path
from random import Random

import pytest

from apps.sandbox.callee.person import Person
from apps.sandbox.clock import Clock
from apps.sandbox.faults import Faults
from apps.sandbox.journal import Journal
from apps.sandbox.numbers import People
from apps.sandbox.numbers import Person as Listed
from apps.sandbox.world import World
from apps.scripts import samples
from apps.voice.engines import offline
from apps.voice.equipping import Equipment
from apps.voice.reading.rules import RulesReader

from .headset import Headset, begin, page
from .house import house, served
from .trials import desk, patience

__all__ = ["patience"]

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("patience")]

MOST_SECONDS = 240
MANAGER = Listed("+12025550121", "cooperative")


@pytest.fixture
def manager(tmp_path: Path, speech_url: str, monkeypatch: pytest.MonkeyPatch) -> Person:
    """They speak with the voice of the pretend lead who goes along."""
    monkeypatch.setenv("LEADHUB_SPEECH_URL", speech_url)
    clock, chance = Clock(), Random(1)
    journal = Journal(tmp_path / "journal.jsonl", now=clock.now)
    return Person(World(clock, journal, People(cast=[MANAGER]), Faults(chance), chance), MANAGER.number)


async def talked(manager: Person, ticket: str, speech_url: str) -> Headset:
    async def equipment_of(tenant_id: int) -> Equipment:
        return Equipment(offline.Engines(speech_url), RulesReader())

    with served(house(equipment_of=equipment_of)) as url:
        async with asyncio.timeout(MOST_SECONDS), page(url, ticket) as socket:
            await begin(socket)
            headset = Headset(socket, manager.frame)
            await manager.live(headset)
    return headset


def test_a_manager_talks_with_the_draft_from_hello_to_the_booked_time(manager: Person, speech_url: str) -> None:
    draft = samples.load("solar").model_dump(mode="json")

    headset = asyncio.run(talked(manager, desk("acme", **draft).ticket(), speech_url))

    taken = [answer for each in headset.told("heard") for answer in each["taken"]]
    assert "Do you own your home? yes" in taken, headset.shown
    assert "Roughly how much is your electric bill a month? 180" in taken, headset.shown
    assert any(answer.endswith(" 78704") for answer in taken), headset.shown
    assert headset.shown[-1]["ends_as"] == "Booked an appointment"
    heard = " ".join(each["text"] for each in manager.report()["transcript"] if each["by"] == "agent")  # type: ignore[attr-defined]
    assert "solar" in heard.lower()
    assert "home" in heard.lower()
