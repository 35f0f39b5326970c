"""What is said in a room is recorded by the law of everybody who may come in; who must know hears it before."""

from typing import Any

import pytest
from django.core.files.storage import storages
from pytest_django.fixtures import Settings

from apps.calls.models import Bridge, Recording
from apps.leads.models import Event, Lead
from apps.outreach.models import Playbook, Step
from apps.routing.models import Rep, Team
from apps.tenants import access
from tests.sandbox.conftest import only_sandbox, outside, start

from .bridging_world import Bridging, Floor, floor, wait_for
from .conftest import office, peer
from .test_bridging_beside_the_agent import agreed, voice_for

__all__ = ["floor", "office", "only_sandbox", "outside", "peer", "start"]  # pytest's way of borrowing fixtures
ANNOUNCEMENT = "This call is recorded."
# Nobody rings it, but whoever has the lead could pass them on to it.
FLORIDA = "+13055550188"


def wants(floor: Floor, choice: str = Playbook.Recording.ANNOUNCED) -> None:
    floor.change(rep_recording=choice)


def somebody_in_florida(floor: Floor) -> None:
    """Of another team, and rung for nobody here."""
    with access.as_tenant(floor.office.tenant.pk):
        team = Team.objects.create(tenant=floor.office.tenant, name="Night shift")
        Rep.objects.create(tenant=floor.office.tenant, team=team, name="Zoe", phone=FLORIDA)


def talked(floor: Floor, lead: Lead) -> Bridge:
    with floor.work():
        floor.call(lead)
        bridge = floor.ended(lead)
        floor.outside.wait_for("call.ended", to=lead.phone)
    return bridge


def decided(floor: Floor) -> dict[str, Any]:
    [event] = [each for each in floor.office.all(Event, kind="recording.decided") if each.facts["by"] == "rep"]
    return dict(event.facts)


def heard(floor: Floor, phone: str) -> list[list[dict[str, Any]]]:
    """The documents that a phone's call was given, from its answer."""
    told = floor.outside.matching(to=phone)
    return [each["facts"]["twiml"] for each in told if each["kind"] in ("call.answered", "call.instructed")]


def made(floor: Floor, lead: Lead) -> list[Recording]:
    with access.as_tenant(floor.office.tenant.pk):
        return list(Recording.objects.filter(lead=lead))


def test_where_one_party_is_enough_the_room_is_recorded_and_brought_home(floor: Floor) -> None:
    wants(floor)
    rep = floor.seat("Ann")
    lead = floor.lead()

    bridge = talked(floor, lead)
    wait_for(lambda: bool(made(floor, lead)))
    [step] = floor.office.all(Step, kind="recording")
    floor.office.carry_out(step)

    [row] = made(floor, lead)
    assert bridge.outcome == Bridge.Outcome.TALKED
    assert storages["recordings"].open(row.name).read().startswith(b"RIFF")
    assert row.call_id == bridge.call_id
    assert (decided(floor)["records"], decided(floor)["announces"]) == (True, False)
    assert decided(floor)["says"].startswith("one party's consent is enough in Georgia")
    assert ANNOUNCEMENT not in str(heard(floor, lead.phone)) + str(heard(floor, rep.phone))


def test_where_anybody_who_may_come_in_must_know_everybody_hears_it_before(floor: Floor) -> None:
    wants(floor)
    rep = floor.seat("Ann")
    somebody_in_florida(floor)
    lead = floor.lead()

    talked(floor, lead)

    greeting, *_ = heard(floor, lead.phone)
    said, start, dial = greeting
    whisper, *_ = heard(floor, rep.phone)
    assert said["text"] == f"{ANNOUNCEMENT} Hi Dana!"
    assert [start["verb"], dial["verb"]] == ["Start", "Dial"]
    assert whisper[0]["nested"][0]["text"].endswith(f"{ANNOUNCEMENT} Press 1 to take the call.")
    assert (decided(floor)["records"], decided(floor)["announces"]) == (True, True)
    assert "Florida (a rep): everybody must know" in decided(floor)["says"]


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        (Playbook.Recording.NEVER, "your playbook records none"),
        (Playbook.Recording.UNASKED, "Florida (a rep): everybody must know; your playbook then records none"),
    ],
)
def test_where_none_is_to_be_made_nothing_is_announced_and_the_timeline_says_why(
    floor: Floor, choice: str, says: str
) -> None:
    wants(floor, choice)
    floor.seat("Ann")
    somebody_in_florida(floor)
    lead = floor.lead()

    bridge = talked(floor, lead)

    assert (decided(floor)["records"], decided(floor)["says"]) == (False, says)
    assert bridge.recorded == Bridge.Recorded.NO
    assert "Start" not in str(heard(floor, lead.phone))
    assert ANNOUNCEMENT not in str(heard(floor, lead.phone))
    assert made(floor, lead) == []


def test_reps_first_the_lead_is_recorded_from_their_answer(floor: Floor) -> None:
    wants(floor)
    floor.change(bridging=Bridging.REP_FIRST)
    floor.seat("Ann")
    lead = floor.lead()

    bridge = talked(floor, lead)
    wait_for(lambda: bool(made(floor, lead)))

    assert bridge.outcome == Bridge.Outcome.TALKED
    assert decided(floor)["records"]


def test_reps_first_nobody_can_be_told_before_and_so_none_is_made(floor: Floor) -> None:
    wants(floor)
    floor.change(bridging=Bridging.REP_FIRST)
    rep = floor.seat("Ann")
    somebody_in_florida(floor)
    lead = floor.lead()

    bridge = talked(floor, lead)

    assert bridge.outcome == Bridge.Outcome.TALKED
    assert not decided(floor)["records"]
    assert decided(floor)["says"].endswith("everybody must know; and nobody can be told before they talk")
    assert ANNOUNCEMENT not in str(heard(floor, rep.phone))
    assert made(floor, lead) == []


@pytest.mark.long
def test_who_comes_from_the_agent_is_not_recorded_where_they_would_have_to_be_told(
    floor: Floor, settings: Settings
) -> None:
    wants(floor)
    floor.seat("Ann", ring_ms=600)
    somebody_in_florida(floor)

    with voice_for(floor, settings) as voice, floor.work():
        lead = agreed(floor.office, floor.lead(talk_ms=5_000))
        floor.call(lead)
        wait_for(lambda: voice.open == 1)
        bridge = floor.ended(lead)

    assert bridge.outcome == Bridge.Outcome.TALKED
    assert decided(floor)["says"].endswith("everybody must know; what the lead told the AI agent is not known yet")
    assert "Start" not in str(heard(floor, lead.phone))
