"""Reps on the line by our own dialer: the same promises as by a carrier's rooms, over real SIP and RTP."""

from typing import Any

import pytest
from django.core.files.storage import storages
from pytest_django.fixtures import Settings

from apps.calls.models import Bridge, Conversation, Recording, Ring
from apps.core import clock
from apps.leads.models import Event
from apps.outreach.bridging import controls, passing
from apps.outreach.models import Playbook, Step
from apps.tenants import access
from tests.dialer.conftest import nursery
from tests.dialer.process import Dialer
from tests.dialer.taped import read, running
from tests.sandbox.conftest import only_sandbox, outside, start

from .bridging_world import Bridging, wait_for
from .conftest import office, peer
from .sip_floor import SipFloor, dialer, sip_address, sip_floor
from .test_bridging_beside_the_agent import agreed, voice_for
from .test_bridging_controls import not_first, ring_of, talking

pytestmark = pytest.mark.long

__all__ = ["dialer", "nursery", "office", "only_sandbox", "outside", "peer", "sip_address", "sip_floor", "start"]


def ended(floor: SipFloor, phone: str) -> dict[str, Any]:
    """What the world saw of the end of a call."""
    facts: dict[str, Any] = floor.outside.wait_for("call.ended", to=phone)["facts"]
    return facts


def test_who_presses_one_talks_with_the_lead(sip_floor: SipFloor) -> None:
    ann = sip_floor.seat("Ann")
    lead = sip_floor.lead(talk_ms=6_000)

    with sip_floor.work():
        sip_floor.call(lead)
        bridge = sip_floor.ended(lead)

    [ring] = sip_floor.rings(lead)
    assert (bridge.outcome, ring.outcome) == (Bridge.Outcome.TALKED, Ring.Outcome.TALKED)
    told = [event.kind for event in sip_floor.office.all(Event) if event.kind.partition(".")[0] in ("rep", "bridge")]
    assert told[:6] == [
        "rep.chosen",
        "rep.requested",
        "rep.ringing",
        "rep.answered",
        "rep.accepted",
        "bridge.talking",
    ]
    assert ended(sip_floor, ann.phone)["why"] == "caller hung up"


@pytest.mark.long
def test_without_a_key_the_next_one_is_rung(sip_floor: SipFloor) -> None:
    sip_floor.seat("Ann", "echo")
    sip_floor.seat("Bob")
    lead = sip_floor.lead(talk_ms=15_000)

    with sip_floor.work():
        sip_floor.call(lead)
        sip_floor.ended(lead)

    assert [ring.name for ring in sip_floor.rings(lead) if ring.accepted_at] == ["Bob"]
    assert sip_floor.rings(lead)[0].outcome in (Ring.Outcome.NO_ANSWER, Ring.Outcome.NO_PRESS)


def test_all_at_once_one_has_the_lead_and_the_others_are_hung_up(sip_floor: SipFloor) -> None:
    sip_floor.change(ring_group=Bridge.Group.AT_ONCE)
    reps = [sip_floor.seat(name) for name in ("Ann", "Bob", "Cid")]
    lead = sip_floor.lead(talk_ms=6_000)

    with sip_floor.work():
        sip_floor.call(lead)
        bridge = sip_floor.ended(lead)

    rings = sip_floor.rings(lead)
    assert sorted(ring.outcome for ring in rings) == ["talked", "too_late", "too_late"]
    assert [ring.pk for ring in rings if ring.accepted_at] == [bridge.winner_id]
    assert all(ended(sip_floor, rep.phone) for rep in reps)


def test_rep_first_the_lead_is_called_into_the_room(sip_floor: SipFloor) -> None:
    sip_floor.change(bridging=Bridging.REP_FIRST)
    ann = sip_floor.seat("Ann")
    lead = sip_floor.lead(talk_ms=2_000)

    with sip_floor.work():
        sip_floor.call(lead)
        bridge = sip_floor.ended(lead)

    assert bridge.outcome == Bridge.Outcome.TALKED
    entries = [(entry["kind"], entry["facts"].get("to")) for entry in sip_floor.outside.journal()]
    assert entries.index(("call.answered", ann.phone)) < entries.index(("call.placed", lead.phone))
    assert "call.answered" in sip_floor.office.timeline()


def test_a_lead_who_hangs_up_calls_the_reps_off(sip_floor: SipFloor) -> None:
    ann = sip_floor.seat("Ann", ring_ms=60_000)
    lead = sip_floor.lead("hang_up")

    with sip_floor.work():
        sip_floor.call(lead)
        bridge = sip_floor.ended(lead)

    assert bridge.outcome == Bridge.Outcome.LEAD_HUNG_UP
    assert sip_floor.rings(lead)[0].outcome == Ring.Outcome.CALLED_OFF
    assert ended(sip_floor, ann.phone)["status"] == "canceled"


def test_where_nobody_can_accept_the_call_ends_and_the_cadence_goes_on(sip_floor: SipFloor) -> None:
    sip_floor.seat("Ann", "busy")
    lead = sip_floor.lead(talk_ms=20_000)

    with sip_floor.work():
        sip_floor.call(lead)
        bridge = sip_floor.ended(lead)
        wait_for(lambda: "cadence.planned" in sip_floor.office.timeline())

    assert bridge.outcome == Bridge.Outcome.ALL_BUSY
    assert ended(sip_floor, lead.phone)["why"] == "caller hung up"


def test_the_lead_is_held_and_comes_back_and_the_rep_hangs_up(sip_floor: SipFloor) -> None:
    sip_floor.seat("Ann")

    with sip_floor.work():
        lead, ring = talking(sip_floor)
        controls.hold(ring, now=clock.now())
        controls.mute(ring)
        wait_for(lambda: sip_floor.rings(lead)[0].is_muted)
        controls.unmute(ring)
        controls.resume(ring, now=clock.now())
        controls.hang_up(ring)
        bridge = sip_floor.ended(lead)

    assert bridge.outcome == Bridge.Outcome.TALKED
    assert ended(sip_floor, lead.phone)["why"] == "caller hung up"


def test_who_passes_on_at_once_is_free_and_the_lead_waits_for_the_other(sip_floor: SipFloor) -> None:
    sip_floor.seat("Ann")
    bob = not_first(sip_floor, "Bob", "accepts")

    with sip_floor.work():
        lead, ring = talking(sip_floor)
        passing.cold(ring, bob, now=clock.now())
        wait_for(lambda: len(sip_floor.rings(lead)) == 2 and sip_floor.rings(lead)[1].joined_at is not None)
        wait_for(lambda: not sip_floor.the_bridge(lead).is_held)
        controls.hang_up(ring_of(sip_floor, lead, 1))
        bridge = sip_floor.ended(lead)

    assert [ring.outcome for ring in sip_floor.rings(lead)] == [Ring.Outcome.TALKED, Ring.Outcome.TALKED]
    assert bridge.winner_id == sip_floor.rings(lead)[1].pk


def test_two_reps_talk_while_the_lead_waits_and_one_has_them_then(sip_floor: SipFloor) -> None:
    sip_floor.seat("Ann")
    bob = not_first(sip_floor, "Bob", "accepts")

    with sip_floor.work():
        lead, ring = talking(sip_floor)
        passing.warm(ring, bob, now=clock.now())
        wait_for(lambda: sip_floor.rings(lead)[1].joined_at is not None)
        is_held = sip_floor.the_bridge(lead).is_held
        controls.hang_up(ring)
        wait_for(lambda: not sip_floor.the_bridge(lead).is_held)
        controls.hang_up(ring_of(sip_floor, lead, 1))
        bridge = sip_floor.ended(lead)

    assert is_held
    assert bridge.winner_id == sip_floor.rings(lead)[1].pk


def test_what_they_say_is_recorded_brought_home_and_deleted_at_the_dialers(sip_floor: SipFloor, dialer: Dialer) -> None:
    sip_floor.change(rep_recording=Playbook.Recording.ANNOUNCED)
    sip_floor.seat("Ann")

    with sip_floor.work():
        lead, ring = talking(sip_floor)
        running(dialer, sip_floor.office.attempt().call.provider_id, seconds=2)
        controls.hang_up(ring)
        sip_floor.ended(lead)
        wait_for(lambda: bool(sip_floor.office.all(Step, kind="recording")))
    [step] = sip_floor.office.all(Step, kind="recording")
    copied, deleted = sip_floor.office.carry_out(step).state, sip_floor.office.carry_out(step).state

    with access.as_tenant(sip_floor.office.tenant.pk):
        row = Recording.objects.get()
    heard = read(storages["recordings"].open(row.name).read())
    assert (copied, deleted, row.is_at_carrier) == ("ready", "done", False)
    assert heard.seconds >= 2
    assert heard.left.any()
    assert heard.right.any()
    assert dialer.ask("GET", f"/tapes/{row.provider_id}").status_code == 404
    assert "recording.decided" in sip_floor.office.timeline()


def test_the_agent_keeps_the_lead_until_a_rep_has_accepted(sip_floor: SipFloor, settings: Settings) -> None:
    sip_floor.seat("Ann", ring_ms=600)

    with voice_for(sip_floor, settings) as voice, sip_floor.work():
        lead = agreed(sip_floor.office, sip_floor.lead(talk_ms=5_000))
        sip_floor.call(lead)
        wait_for(lambda: voice.open == 1)
        bridge = sip_floor.ended(lead)

    assert bridge.outcome == Bridge.Outcome.TALKED
    with access.as_tenant(sip_floor.office.tenant.pk):
        talked = Conversation.objects.get()
    assert (talked.state, talked.disposition) == ("over", "transferred")
