"""Reps on the line, with a real carrier of the sandbox: who is rung, who has the lead, and what the lead hears."""

import pytest

from apps.calls.models import Bridge, Ring
from apps.leads.models import Event
from apps.outreach.models import Step
from tests.sandbox.conftest import only_sandbox, outside, start

from .bridging_world import Bridging, Floor, floor, wait_for
from .conftest import office, peer

__all__ = ["floor", "office", "only_sandbox", "outside", "peer", "start"]  # pytest's way of borrowing fixtures


def kinds(floor: Floor, *families: str) -> list[str]:
    told = sorted(floor.office.all(Event), key=lambda event: (event.occurred_at, event.pk))
    return [event.kind for event in told if event.kind.partition(".")[0] in families]


def test_who_presses_one_talks_with_the_lead_who_was_greeted_meanwhile(floor: Floor) -> None:
    floor.seat("Ann")
    lead = floor.lead()

    with floor.work():
        floor.call(lead)
        bridge = floor.ended(lead)

    [ring] = floor.rings(lead)
    assert (bridge.outcome, ring.outcome) == (Bridge.Outcome.TALKED, Ring.Outcome.TALKED)
    assert kinds(floor, "rep", "bridge")[:-2] == [
        "rep.chosen",
        "rep.requested",
        "rep.ringing",
        "rep.answered",
        "rep.accepted",
        "bridge.talking",
    ]
    answered = floor.outside.wait_for("call.answered", to=lead.phone)
    assert "Hi Dana!" in answered["facts"]["twiml"][0]["text"]


def test_the_rep_hears_who_it_is_and_what_they_want(floor: Floor) -> None:
    rep = floor.seat("Ann")
    lead = floor.lead()

    with floor.work():
        floor.call(lead)
        floor.ended(lead)

    heard = floor.outside.wait_for("call.answered", to=rep.phone)
    [gather, _] = heard["facts"]["twiml"]
    assert gather["nested"][0]["text"] == "New lead Dana Reyes, from Website form. roof: tin. Press 1 to take the call."


def test_without_a_key_the_next_one_is_rung(floor: Floor) -> None:
    floor.seat("Ann", "no_press")
    floor.seat("Bob")
    lead = floor.lead()

    with floor.work():
        floor.call(lead)
        floor.ended(lead)

    assert [(ring.name, ring.outcome) for ring in floor.rings(lead)] == [("Ann", "no_press"), ("Bob", "talked")]


@pytest.mark.parametrize(("behaviour", "outcome"), [("busy", "busy"), ("declined", "busy"), ("unavailable", "failed")])
def test_a_phone_that_can_not_be_reached_costs_no_waiting(floor: Floor, behaviour: str, outcome: str) -> None:
    floor.seat("Ann", behaviour)
    floor.seat("Bob")
    lead = floor.lead()

    with floor.work():
        floor.call(lead)
        floor.ended(lead)

    assert [(ring.name, ring.outcome) for ring in floor.rings(lead)] == [("Ann", outcome), ("Bob", "talked")]


def test_who_does_not_pick_up_in_time_is_hung_up_and_the_next_one_rung(floor: Floor) -> None:
    ann = floor.seat("Ann", ring_ms=60_000)
    floor.seat("Bob")
    lead = floor.lead()

    with floor.work():
        floor.call(lead)
        floor.ended(lead)

    assert [(ring.name, ring.outcome) for ring in floor.rings(lead)] == [("Ann", "no_answer"), ("Bob", "talked")]
    assert "call.ended" in floor.seen(ann.phone)


def test_where_nobody_accepts_the_lead_hears_so_and_is_called_again(floor: Floor) -> None:
    floor.seat("Ann", "busy")
    floor.seat("Bob", "no_press")
    lead = floor.lead(talk_ms=5_000)

    with floor.work():
        floor.call(lead)
        bridge = floor.ended(lead)
        floor.outside.wait_for("call.ended", to=lead.phone)
        wait_for(lambda: "cadence.planned" in floor.office.timeline())

    assert bridge.outcome == Bridge.Outcome.NOBODY_ACCEPTED
    told = [each for each in floor.outside.matching(to=lead.phone) if each["kind"] == "call.instructed"]
    assert "everybody is on the phone" in told[-1]["facts"]["twiml"][0]["text"]


def test_where_nobody_is_on_duty_the_lead_hears_so_at_once(floor: Floor) -> None:
    lead = floor.lead()

    with floor.work():
        floor.call(lead)
        bridge = floor.ended(lead)

    assert bridge.outcome == Bridge.Outcome.NOBODY_ON_DUTY
    # Noted by the carrier once it has read what it was answered.
    answered = floor.outside.wait_for("call.answered", to=lead.phone)
    assert "everybody is on the phone" in answered["facts"]["twiml"][0]["text"]


def test_a_rep_who_is_on_the_phone_is_not_called_for_another_lead(floor: Floor) -> None:
    ann = floor.seat("Ann")
    first, second = floor.lead(talk_ms=4_000), floor.lead()

    with floor.work():
        floor.call(first)
        wait_for(lambda: (found := floor.bridge(first)) is not None and found.state == "talking")
        floor.call(second)
        bridge = floor.ended(second)

    assert bridge.outcome == Bridge.Outcome.ALL_BUSY
    assert floor.seen(ann.phone).count("call.placed") == 1


def test_a_rep_whose_call_the_carrier_took_without_saying_so_is_rung_once(floor: Floor) -> None:
    ann = floor.seat("Ann", ring_ms=800)
    lead = floor.lead(ring_ms=800)

    with floor.work():
        floor.call(lead)
        floor.outside.wait_for("call.ringing", to=lead.phone)
        floor.outside.break_("twilio", path="/Calls.json", mode="accept_then_drop")
        bridge = floor.ended(lead)

    assert bridge.outcome == Bridge.Outcome.TALKED
    assert floor.seen(ann.phone).count("call.placed") == 1
    [step] = floor.office.all(Step, kind="ring_rep")
    assert step.state == "done"


def test_a_carrier_that_takes_no_call_of_a_rep_s_is_asked_for_the_next(floor: Floor) -> None:
    ann = floor.seat("Ann")
    floor.seat("Bob")
    lead = floor.lead(ring_ms=800, talk_ms=6_000)

    with floor.work():
        floor.call(lead)
        floor.outside.wait_for("call.ringing", to=lead.phone)
        floor.outside.break_("twilio", path="/Calls.json", status=400)
        wait_for(lambda: any(ring.outcome == Ring.Outcome.FAILED for ring in floor.rings(lead)))
        floor.outside.delete("/faults")
        floor.ended(lead)

    assert floor.rings(lead)[0].outcome == Ring.Outcome.FAILED
    assert floor.seen(ann.phone) == []
    assert "step.dead" in floor.office.timeline()


def test_a_lead_who_hangs_up_calls_the_reps_off(floor: Floor) -> None:
    ann = floor.seat("Ann", ring_ms=60_000)
    lead = floor.lead("hang_up")

    with floor.work():
        floor.call(lead)
        bridge = floor.ended(lead)

    assert bridge.outcome == Bridge.Outcome.LEAD_HUNG_UP
    assert floor.rings(lead)[0].outcome == Ring.Outcome.CALLED_OFF
    assert "call.ended" in floor.seen(ann.phone)


def test_rep_first_the_lead_is_called_when_somebody_has_accepted(floor: Floor) -> None:
    floor.change(bridging=Bridging.REP_FIRST)
    ann = floor.seat("Ann")
    lead = floor.lead()

    with floor.work():
        floor.call(lead)
        bridge = floor.ended(lead)

    assert bridge.outcome == Bridge.Outcome.TALKED
    entries = floor.outside.journal()
    accepted = next(each for each in entries if each["facts"].get("to") == ann.phone and each["kind"] == "room.joined")
    placed = next(each for each in entries if each["facts"].get("to") == lead.phone and each["kind"] == "call.placed")
    joined = next(each for each in entries if each["facts"].get("to") == lead.phone and each["kind"] == "room.joined")
    assert accepted["seq"] < joined["seq"]
    assert placed["seq"] < joined["seq"]
    assert joined["facts"]["label"] == f"lead-{bridge.pk}"


def test_rep_first_nobody_accepts_and_the_lead_is_not_called_into_silence(floor: Floor) -> None:
    floor.change(bridging=Bridging.REP_FIRST)
    floor.seat("Ann", "no_press")
    lead = floor.lead()

    with floor.work():
        step = floor.call(lead)
        bridge = floor.ended(lead)
        wait_for(lambda: floor.office.now(step).state == "skipped")

    assert (bridge.outcome, floor.office.now(step).error_code) == ("nobody_accepted", "nobody_accepted")
    assert floor.seen(lead.phone) == []
    assert "cadence.planned" in floor.office.timeline()


def test_rep_first_a_lead_who_does_not_answer_lets_the_rep_go(floor: Floor) -> None:
    floor.change(bridging=Bridging.REP_FIRST)
    ann = floor.seat("Ann")
    lead = floor.lead("busy")

    with floor.work():
        floor.call(lead)
        bridge = floor.ended(lead)

    assert bridge.outcome == Bridge.Outcome.NOT_REACHED
    assert "call.ended" in floor.seen(ann.phone)


def test_rep_first_a_lead_whom_the_carrier_refuses_lets_the_rep_go(floor: Floor) -> None:
    floor.change(bridging=Bridging.REP_FIRST)
    ann = floor.seat("Ann")
    lead = floor.lead()
    floor.outside.break_("twilio", path="/Participants", status=400)

    with floor.work():
        step = floor.call(lead)
        bridge = floor.ended(lead)
        wait_for(lambda: floor.office.now(step).state == "dead")

    assert bridge.outcome == Bridge.Outcome.NOT_REACHED
    assert "call.ended" in floor.seen(ann.phone)


def test_all_at_once_one_has_the_lead_and_the_others_are_hung_up(floor: Floor) -> None:
    floor.change(ring_group=Bridge.Group.AT_ONCE)
    reps = [floor.seat(name, ring_ms=ring_ms) for name, ring_ms in (("Ann", 50), ("Bob", 9_000), ("Cid", 9_000))]
    lead = floor.lead()

    with floor.work():
        floor.call(lead)
        floor.ended(lead)

    assert sorted(ring.outcome for ring in floor.rings(lead)) == ["talked", "too_late", "too_late"]
    assert all("call.ended" in floor.seen(rep.phone) for rep in reps)
