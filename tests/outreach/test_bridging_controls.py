"""What a rep does with the lead they talk with, in a real room: hold, mute, hang up, pass on."""

from typing import Any

import pytest

from apps.calls.models import Bridge, Ring
from apps.core import clock
from apps.leads.models import Event, Lead
from apps.outreach.bridging import controls, passing
from apps.outreach.bridging.controls import NotPossible
from apps.routing.models import Rep
from apps.tenants import access
from tests.sandbox.conftest import only_sandbox, outside, start

from .bridging_world import Floor, floor, wait_for
from .conftest import office, peer

pytestmark = pytest.mark.long

__all__ = ["floor", "office", "only_sandbox", "outside", "peer", "start"]  # pytest's way of borrowing fixtures


def talking(floor: Floor, *, talk_ms: int = 60_000) -> tuple[Lead, Ring]:
    """A lead and the first rep, in a room."""
    lead = floor.lead(talk_ms=talk_ms)
    floor.call(lead)
    wait_for(lambda: (bridge := floor.bridge(lead)) is not None and bridge.state == Bridge.State.TALKING)
    return lead, ring_of(floor, lead, 0)


def ring_of(floor: Floor, lead: Lead, place: int) -> Ring:
    found = controls.of(floor.office.tenant.pk, floor.rings(lead)[place].pk)
    assert found is not None
    return found


def in_room(floor: Floor, label: str) -> dict[str, Any]:
    """The latest that the world saw change of a participant."""
    changed: list[dict[str, Any]] = [
        entry["facts"] for entry in floor.outside.journal() if entry["kind"] == "room.changed"
    ]
    return [facts for facts in changed if facts["label"] == label][-1]


def test_the_lead_is_held_and_comes_back(floor: Floor) -> None:
    floor.seat("Ann")

    with floor.work():
        lead, ring = talking(floor)
        label = f"lead-{ring.bridge_id}"
        controls.hold(ring, now=clock.now())
        held = in_room(floor, label)["hold"]
        controls.resume(ring, now=clock.now())
        resumed = in_room(floor, label)["hold"]
        controls.hang_up(ring)
        floor.ended(lead)

    assert (held, resumed) == (True, False)
    assert [event.kind for event in floor.office.all(Event) if event.kind in ("bridge.held", "bridge.resumed")] == [
        "bridge.held",
        "bridge.resumed",
    ]


def test_the_rep_is_muted_and_heard_again(floor: Floor) -> None:
    floor.seat("Ann")

    with floor.work():
        lead, ring = talking(floor)
        label = f"rep-{ring.bridge_id}-1"
        controls.mute(ring)
        muted = in_room(floor, label)["muted"]
        controls.unmute(ring)
        heard = not in_room(floor, label)["muted"]
        controls.hang_up(ring)
        floor.ended(lead)

    assert (muted, heard) == (True, True)


def test_with_the_rep_the_lead_s_call_ends(floor: Floor) -> None:
    floor.seat("Ann")

    with floor.work():
        lead, ring = talking(floor)
        controls.hang_up(ring)
        bridge = floor.ended(lead)

    assert bridge.outcome == Bridge.Outcome.TALKED
    assert "call.ended" in floor.seen(lead.phone)


def test_who_passes_on_at_once_is_free_and_the_lead_waits_for_the_other(floor: Floor) -> None:
    floor.seat("Ann")
    bob = not_first(floor, "Bob")

    with floor.work():
        lead, ring = talking(floor)
        passing.cold(ring, bob, now=clock.now())
        wait_for(lambda: len(floor.rings(lead)) == 2 and floor.rings(lead)[1].joined_at is not None)
        wait_for(lambda: not floor.the_bridge(lead).is_held)
        first, second = floor.rings(lead)
        controls.hang_up(ring_of(floor, lead, 1))
        bridge = floor.ended(lead)

    assert (first.outcome, second.state) == (Ring.Outcome.TALKED, Ring.State.ACCEPTED)
    assert (bridge.winner_id, bridge.outcome) == (second.pk, Bridge.Outcome.TALKED)
    [told] = floor.office.all(Event, kind="bridge.passed")
    assert (told.facts["rep_name"], told.facts["from_name"], told.facts["how"]) == ("Bob", "Ann", "cold")


def test_whoever_takes_over_hears_who_it_is_before(floor: Floor) -> None:
    floor.seat("Ann")
    bob = not_first(floor, "Bob")

    with floor.work():
        lead, ring = talking(floor)
        passing.warm(ring, bob, now=clock.now())
        heard = floor.outside.wait_for("call.answered", to=bob.phone)["facts"]["twiml"]
        wait_for(lambda: floor.rings(lead)[1].joined_at is not None)
        controls.hang_up(ring)
        wait_for(lambda: not floor.the_bridge(lead).is_held)
        winner = floor.the_bridge(lead).winner_id
        controls.hang_up(ring_of(floor, lead, 1))
        floor.ended(lead)

    assert heard[0]["nested"][0]["text"].startswith("A colleague passes on Dana Reyes, from Website form.")
    assert winner == floor.rings(lead)[1].pk


def test_where_the_other_does_not_take_over_the_lead_is_back_with_the_first(floor: Floor) -> None:
    floor.seat("Ann")
    bob = not_first(floor, "Bob", "no_press")

    with floor.work():
        lead, ring = talking(floor)
        passing.warm(ring, bob, now=clock.now())
        wait_for(lambda: floor.rings(lead)[-1].outcome == Ring.Outcome.NO_PRESS)
        wait_for(lambda: not floor.the_bridge(lead).is_held)
        state = floor.the_bridge(lead).state
        controls.hang_up(ring)
        floor.ended(lead)

    assert state == Bridge.State.TALKING


def test_a_lead_whom_nobody_takes_over_hears_a_last_word(floor: Floor) -> None:
    floor.seat("Ann")
    bob = not_first(floor, "Bob", "busy")

    with floor.work():
        lead, ring = talking(floor)
        passing.cold(ring, bob, now=clock.now())
        bridge = floor.ended(lead)
        floor.outside.wait_for("call.ended", to=lead.phone)

    assert bridge.outcome == Bridge.Outcome.NOBODY_ACCEPTED
    told = [each for each in floor.outside.matching(to=lead.phone) if each["kind"] == "call.instructed"]
    assert "everybody is on the phone" in told[-1]["facts"]["twiml"][0]["text"]


def test_nothing_can_be_done_with_a_call_that_is_over(floor: Floor) -> None:
    floor.seat("Ann")

    with floor.work():
        lead, _ = talking(floor, talk_ms=1_200)
        floor.ended(lead)

    with pytest.raises(NotPossible, match="over"):
        controls.hold(ring_of(floor, lead, 0), now=clock.now())


def test_a_rep_on_the_phone_takes_nobody_over_and_the_lead_is_not_left_waiting(floor: Floor) -> None:
    floor.seat("Ann")
    bob = not_first(floor, "Bob")

    with floor.work():
        lead, ring = talking(floor)
        busy_with_another(floor, bob, ring)
        with pytest.raises(NotPossible, match="Bob is on the phone"):
            passing.warm(ring, bob, now=clock.now())
        wait_for(lambda: not floor.the_bridge(lead).is_held)
        controls.hang_up(ring)
        wait_for(lambda: floor.the_bridge(lead).over_at is not None)


def not_first(floor: Floor, name: str, behaviour: str = "answer") -> Rep:
    """Somebody who is there for others' leads, and not in the team's turns before them."""
    rep = floor.seat(name, behaviour)
    floor.office.set(rep, weight=1, credit=-1_000)
    return rep


def busy_with_another(floor: Floor, rep: Rep, like: Ring) -> None:
    """Their phone has a call of ours."""
    tenant, another = floor.office.tenant, floor.office.lead("+14045559999")
    with access.as_tenant(tenant.pk):
        values = {"tenant": tenant, "lead": another, "step_id": 0, "connection": like.bridge.connection}
        other = Bridge.objects.create(**values, opened_at=clock.now())
        Ring.objects.create(tenant=tenant, bridge=other, number=1, phone=rep.phone, requested_at=clock.now())
