"""Engines that fail in a call: their connection knows, the team is told once, the next call begins with the other."""

import asyncio
from datetime import timedelta

import pytest
from pydantic import BaseModel

from apps.core import clock
from apps.integrations.models import Connection, Family
from apps.integrations.thinking.base import Question, Thinking
from apps.outreach import engine_health
from apps.outreach.engine_health import REST
from apps.outreach.models import Step
from apps.tenants import access
from apps.voice.equipping import Stock
from apps.voice.health import Health
from apps.voice.reading import rules
from apps.voice.reading.model import ModelReader
from apps.voice.reading.rules import RulesReader
from tests.outreach.conftest import Office, office, peer

from .conversation import SOLAR, Conversation
from .failing import Engines, broken_hearing, broken_speech, hears, mute, refused_speech, speaks
from .test_session import GREETING, QUESTION, Call, after, hurry

__all__ = ["hurry", "office", "peer"]


class Broken(Thinking):
    """Answers with something else."""

    Settings, title = BaseModel, "Broken"

    def __init__(self) -> None:
        pass

    def answer(self, question: Question) -> str:
        return "no JSON"

    def check(self) -> str:
        return ""


@pytest.fixture
def ears(office: Office) -> tuple[Connection, Connection]:
    office.connect_slack()
    first = office.connect("hearing", "deepgram", api_key="one")
    with access.as_tenant(office.tenant.pk):
        second = Connection.objects.create(
            tenant=office.tenant, family="hearing", vendor="assemblyai", name="second", settings={"api_key": "two"}
        )
    return first, second


def health(office: Office, *connections: Connection, family: str = Family.HEARING) -> Health:
    return Health(office.tenant.pk, {family: tuple(each.pk for each in connections)})


def order(office: Office, *, later: timedelta = timedelta()) -> list[int]:
    return [each.pk for each in engine_health.usable(office.tenant.pk, now=clock.now() + later)]


def alerts(office: Office) -> list[str]:
    return [step.params["reason"] for step in office.all(Step, kind="alert")]


def fails(office: Office, of: Health, reason: str, *, times: int = 1) -> None:
    async def failed() -> None:
        for _ in range(times):
            of.failed(Family.HEARING, 0, reason)
            await asyncio.gather(*of._telling)

    asyncio.run(failed())


def test_a_stall_in_a_call_is_the_connection_s_and_the_next_call_begins_with_the_other(
    office: Office, ears: tuple[Connection, Connection]
) -> None:
    first, second = ears
    assert order(office) == [first.pk, second.pk]

    fails(office, health(office, first, second), "stalled")

    assert (office.now(first).failures, office.now(first).last_error) == (1, "in a call: stalled")
    assert order(office) == [second.pk, first.pk]
    assert asyncio.run(Stock().of(office.tenant.pk)).health.connections[Family.HEARING] == (second.pk, first.pk)
    assert order(office, later=REST + timedelta(seconds=1)) == [first.pk, second.pk]


def test_who_fails_again_and_again_is_broken_and_the_team_is_told_once(
    office: Office, ears: tuple[Connection, Connection]
) -> None:
    fails(office, health(office, *ears), "error", times=5)

    assert office.now(ears[0]).state == Connection.State.BROKEN
    assert alerts(office) == ["in a call: error"]


@pytest.mark.parametrize("reason", ["authentication", "authorization", "Unauthorized"])
def test_refused_credentials_are_told_once_and_not_used_again(
    office: Office, ears: tuple[Connection, Connection], reason: str
) -> None:
    fails(office, health(office, *ears), reason, times=3)

    assert office.now(ears[0]).state == Connection.State.UNAUTHORIZED
    assert alerts(office) == ["the credentials were refused in a call"]
    assert order(office) == [ears[1].pk]


def test_who_serves_a_call_to_its_end_is_well_again(office: Office, ears: tuple[Connection, Connection]) -> None:
    fails(office, health(office, *ears), "error", times=3)

    asyncio.run(health(office, *ears).over())

    stands = office.now(ears[0])
    assert (stands.state, stands.failures) == (Connection.State.WORKING, 0)
    assert order(office) == [each.pk for each in ears]


def test_who_failed_in_this_very_call_is_not(office: Office, ears: tuple[Connection, Connection]) -> None:
    of = health(office, *ears)
    fails(office, of, "error")

    asyncio.run(of.over())

    assert office.now(ears[0]).failures == 1


def test_what_speaks_offline_is_nobody_s(office: Office, ears: tuple[Connection, Connection]) -> None:
    of = health(office, ears[0])

    of.failed(Family.HEARING, 1, "stalled")
    of.failed(Family.SPEECH, 0, "stalled")

    assert not of._telling


@pytest.mark.parametrize(
    ("engines", "noticed"),
    [
        (Engines(of_hearing=(broken_hearing, hears("Yes."))), [("hearing", 0)]),
        (Engines(of_speech=(mute, speaks)), [("speech", 0)]),
        (Engines(of_speech=(broken_speech, mute)), [("speech", 0), ("speech", 1)]),
        (Engines(), []),
    ],
    ids=["hearing errs", "speech stalls", "both speeches fail", "all is well"],
)
def test_the_call_says_which_of_its_engines_failed(engines: Engines, noticed: list[tuple[str, int]]) -> None:
    seen: list[tuple[str, int]] = []
    call = Call(GREETING, QUESTION, engines=engines)
    call.notices(lambda family, place, reason: seen.append((family, place)))

    async def live() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(call.live(until="silent"))
            group.create_task(after(2.8, call.line))

    asyncio.run(live())

    assert seen == noticed


def test_a_model_that_fails_is_noticed_by_its_place() -> None:
    seen: list[tuple[int, str]] = []
    reader = ModelReader(
        RulesReader(),
        [Broken(), Broken()],
        on_trouble=lambda place, why: seen.append((place, why)),
    )
    context = Conversation(SOLAR).dialogue.context()
    assert rules.read("hmm the thing", context)

    for _ in range(3):
        asyncio.run(reader.read("hmm the thing", context))

    assert seen == [(0, "ValidationError"), (1, "ValidationError")]


def test_an_engine_whose_credentials_are_refused_says_so_in_our_words() -> None:
    call, seen = Call(GREETING, engines=Engines(of_speech=(refused_speech, speaks))), list[tuple[str, int, str]]()
    call.notices(lambda family, place, reason: seen.append((family, place, reason)))

    asyncio.run(call.live(until="silent"))

    assert seen == [("speech", 0, "authentication")]
