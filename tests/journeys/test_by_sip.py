"""A lead who is called by our own SIP dialer: the same way as by any other carrier."""

import itertools
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest

from apps.sandbox.rig import Rig, wait_until
from tests.journeys.conftest import Scene, own_environment, show_logs

pytestmark = pytest.mark.long

REP = "+12025550151"


@pytest.fixture(scope="module")
def sip_rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """The product with a dialer."""
    made = Rig(tmp_path_factory.mktemp("sip"), own_environment(LEADHUB_SETTLE_SECONDS="3"), has_dialer=True)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        show_logs(made.directory)


@pytest.fixture
def by_sip(sip_rig: Rig) -> Scene:
    sip_rig.mend()
    return Scene.of(sip_rig, "--by-sip")


def facts(scene: Scene, kind: str) -> list[dict[str, object]]:
    rows = scene.rows("SELECT facts FROM leads_event WHERE tenant_id = %s AND kind = %s", scene.tenant, kind)
    return [told for (told,) in rows]


def test_a_lead_is_called_by_sip_and_the_timeline_tells_the_way(by_sip: Scene) -> None:
    by_sip.post(firstName="Dana", phone="+12145550123", email="dana@example.com")

    by_sip.told("call.completed")
    [placed] = by_sip.seen_by_world("call.placed")
    assert placed["vendor"] == "sip"
    way = ["call.requested", "call.placed", "call.ringing", "call.answered", "call.completed"]
    assert [kind for kind in by_sip.timeline() if kind in way] == way


def test_a_declined_call_is_told_with_its_reason(by_sip: Scene) -> None:
    by_sip.post(firstName="Dana", phone="+12025550143", email="dana@example.com")

    by_sip.told("call.failed")
    assert facts(by_sip, "call.failed")[0]["cause"] == "blocked by analytics (608)"


def test_an_order_whose_answer_was_lost_is_found_and_not_placed_twice(by_sip: Scene) -> None:
    by_sip.rig.pause("dialer")
    by_sip.post(firstName="Dana", phone="+12145550124", email="dana@example.com")
    by_sip.told("step.unknown")

    by_sip.rig.resume("dialer")

    by_sip.told("call.completed")
    assert len(by_sip.seen_by_world("call.placed")) == 1


# As many as `make test` has the time for, and as many as are promised.
CROWDS = [3, pytest.param(20, marks=pytest.mark.long)]
STOPPED = "the dialer stopped in the middle of the call"


_numbers = itertools.count(300)


def crowd(scene: Scene, count: int, **traits: object) -> list[str]:
    """Leads come in, all at once; their phones do so."""
    phones = [f"+1303555{nth:04}" for nth in islice(_numbers, count)]
    for phone in phones:
        scene.rig.person(phone, **traits)
    with ThreadPoolExecutor(8) as clients:
        list(
            clients.map(
                lambda phone: scene.post(firstName="Dana", phone=phone, email=f"d{phone[2:]}@a.example"), phones
            )
        )
    return phones


def times_rung(scene: Scene) -> Counter[object]:
    return Counter(placed["facts"]["to"] for placed in scene.seen_by_world("call.placed"))


def causes(scene: Scene) -> dict[str, list[object]]:
    """Why each lead was not reached, by their phone."""
    sql = (
        "SELECT phone, array_agg(facts ->> 'cause') FROM leads_event JOIN leads_lead ON leads_lead.id = lead_id"
        " WHERE leads_event.tenant_id = %s AND kind = 'call.failed' GROUP BY phone"
    )
    return dict(scene.rows(sql, scene.tenant))


@pytest.mark.parametrize("count", CROWDS)
def test_killed_while_phones_ring_every_lead_has_an_end_and_nobody_is_rung_twice(by_sip: Scene, count: int) -> None:
    phones = crowd(by_sip, count, behaviour="no_answer")
    wait_until(lambda: len(by_sip.seen_by_world("call.ringing")) == count, seconds=60)

    by_sip.rig.kill("dialer")
    by_sip.rig.start("dialer")
    by_sip.settled()

    assert causes(by_sip) == {phone: [STOPPED] for phone in phones}
    assert times_rung(by_sip) == dict.fromkeys(phones, 1)


@pytest.mark.parametrize("count", CROWDS)
def test_killed_while_orders_come_in_every_lead_has_an_end_and_nobody_is_rung_twice(by_sip: Scene, count: int) -> None:
    by_sip.rig.fault(vendor="sip", path="INVITE", latency_ms=200)
    phones = crowd(by_sip, count, behaviour="declined", ring_ms=3_000)
    wait_until(lambda: by_sip.seen_by_world("call.placed"), seconds=60)

    by_sip.rig.kill("dialer")
    by_sip.rig.start("dialer")
    by_sip.settled()

    assert causes(by_sip).keys() == set(phones)
    assert {cause for each in causes(by_sip).values() for cause in each} <= {STOPPED, "declined (603)"}
    # Whose order was taken and not yet dialled is not dialled any more: nobody could tell them from those who were.
    assert set(times_rung(by_sip).values()) == {1}
