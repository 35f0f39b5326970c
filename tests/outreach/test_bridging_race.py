"""Five reps who press 1 at the same instant: one has the lead, whoever decides what when."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from apps.calls.models import Bridge, Ring
from apps.core import clock
from apps.integrations.http import Document
from apps.outreach.bridging import accepting, opening
from apps.outreach.kit import Kit
from apps.tenants import access
from tests.sandbox.conftest import only_sandbox, outside, start

from .bridging_world import Floor, floor
from .conftest import Office, office, peer

pytestmark = pytest.mark.long

__all__ = ["floor", "office", "only_sandbox", "outside", "peer", "start"]  # pytest's way of borrowing fixtures
NAMES = ("Ann", "Bob", "Cid", "Dee", "Eve")
# What a lead may be left without a voice.
MOST_SILENCE_SECONDS = 2.0


def a_race(floor: Floor) -> None:
    """One lead, five phones, by the carrier: then everything at rest is looked at."""
    lead = floor.lead()

    floor.call(lead)
    bridge = floor.ended(lead)

    rings = floor.rings(lead)
    winners = [ring for ring in rings if ring.accepted_at]
    assert [ring.pk for ring in winners] == [bridge.winner_id]
    assert (bridge.outcome, len(rings)) == (Bridge.Outcome.TALKED, 5)
    in_the_room = {
        entry["facts"]["label"]
        for entry in floor.outside.journal()
        if entry["kind"] == "room.joined" and entry["facts"]["room"] == str(bridge.pk)
    }
    assert in_the_room == {f"lead-{bridge.pk}", f"rep-{bridge.pk}-{winners[0].number}"}
    _was_never_alone(floor, lead.phone)


def _was_never_alone(floor: Floor, phone: str) -> None:
    """Greeted by the very document of the answer; what is heard then has no pause that is too long."""
    entries = floor.outside.matching(to=phone)
    [answered] = [entry for entry in entries if entry["kind"] == "call.answered"]
    assert answered["facts"]["twiml"][0]["verb"] == "Say"
    waits = [verb for entry in entries if entry["kind"] == "room.waits" for verb in entry["facts"]["twiml"]]
    assert all(float(verb["length"]) < MOST_SILENCE_SECONDS for verb in waits if verb["verb"] == "Pause")
    assert all("waitUrl" in noun for noun in answered["facts"]["twiml"][1]["nested"])


@pytest.fixture
def five(floor: Floor) -> Floor:
    floor.change(ring_group=Bridge.Group.AT_ONCE, rep_ring_seconds=20)
    for name in NAMES:
        floor.seat(name, ring_ms=30)
    return floor


def test_of_five_reps_one_has_the_lead(five: Floor) -> None:
    with five.work(hands=6):
        for _ in range(4):
            a_race(five)


@pytest.mark.long
def test_of_five_reps_one_has_the_lead_in_two_hundred_runs(five: Floor) -> None:
    with five.work(hands=6):
        for _ in range(200):
            a_race(five)


def at_once(presses: list[Callable[[], Document]]) -> list[bytes]:
    """What each hears who presses at the same instant, each in a thread and a transaction of their own."""
    start, heard = threading.Barrier(len(presses)), []

    def press(one: Callable[[], Document]) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            heard.append(one().body)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[one]) for one in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heard


def test_of_five_keys_at_one_instant_one_counts(five: Floor, works: Kit) -> None:
    for _ in range(10):
        lead = five.office.lead()
        step = five.call(lead)
        opening.before(step, lead, five.office.connections["telephony"], works, now=clock.now())
        rings = with_carrier(five.office, five.rings(lead))
        carrier = rings[0].bridge.connection.telephony()

        heard = at_once([partial(accepting.accepted, ring, carrier, now=clock.now()) for ring in rings])

        assert sum(b"<Conference" in body for body in heard) == 1
        assert sum(b"colleague was faster" in body for body in heard) == 4
        at_rest(five.office)


def test_whose_time_is_up_has_no_lead_though_nobody_has(five: Floor, works: Kit) -> None:
    lead = five.office.lead()
    opening.before(five.call(lead), lead, five.office.connections["telephony"], works, now=clock.now())
    late, *_ = with_carrier(five.office, five.rings(lead))
    five.office.set(late, outcome=Ring.Outcome.NO_ANSWER)

    heard = accepting.accepted(late, late.bridge.connection.telephony(), now=clock.now())

    assert b"somebody else is being asked" in heard.body
    assert five.the_bridge(lead).winner_id is None
    assert five.rings(lead)[0].outcome == Ring.Outcome.NO_ANSWER


@pytest.fixture
def works(five: Floor) -> Kit:
    from_now_on = {"bridging": "rep_first", "ring_group": Bridge.Group.AT_ONCE}
    five.change(**from_now_on)
    return five.kit()


def with_carrier(office: Office, rings: list[Ring]) -> list[Ring]:
    for ring in rings:
        with access.as_tenant(office.tenant.pk):
            ring.bridge = Bridge.objects.select_related("connection").get(pk=ring.bridge_id)
    return rings


def at_rest(office: Office) -> None:
    """All phones are free again."""
    with access.as_tenant(office.tenant.pk):
        Ring.objects.filter(ended_at=None).update(ended_at=clock.now())
