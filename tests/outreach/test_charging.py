"""What was charged is asked for when it is due, by one step a connection, and settles the walls' sums exactly."""

from datetime import timedelta

import pytest

from apps.calls import rating
from apps.calls.models import Cost, Dial
from apps.core import clock
from apps.integrations.telephony.base import CallNews, CallStatus
from apps.outreach import charging, progress
from apps.outreach.models import Step
from apps.outreach.sweep import Sweeper
from apps.tenants import access
from tests.integrations.telephony.test_twilio import SID, call, listing
from tests.integrations.telephony.test_twilio_charges import leg

from .conftest import Office
from .test_reservations import hour
from .test_walls import calls, number, raise_walls


@pytest.fixture
def ended(office: Office) -> None:
    """A call of two minutes begun is over, and its price is due."""
    office.connect("telephony")
    office.peer.replies(201, call())
    office.carry_out(office.promise("call", office.lead()))
    for status in (CallStatus.ANSWERED, CallStatus.COMPLETED):
        progress.of_call(office.attempt(), CallNews(SID, status, talk_seconds=61), now=clock.now())
    office.peer.begin_anew()
    rating.estimate_owed(now=clock.now())
    due(office)


def due(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        Cost.objects.exclude(look_at=None).update(look_at=clock.now() - timedelta(seconds=1))


def cost(office: Office) -> Cost:
    with access.as_tenant(office.tenant.pk):
        return Cost.objects.get()


def asked(office: Office) -> Step:
    charging.promise(now=clock.now())
    [step] = office.all(Step, kind="charges", state="ready")
    return office.carry_out(step)


def settled(office: Office) -> int | None:
    with access.as_tenant(office.tenant.pk):
        return Dial.objects.get().settled_micros


def test_a_call_s_end_alone_owes_its_cost(office: Office, ended: None) -> None:
    assert (cost(office).state, cost(office).micros, cost(office).is_in_ledger) == ("estimated", 28_000, True)
    assert settled(office) == 28_000


def test_what_was_charged_is_told_and_settles_the_ledger(office: Office, ended: None) -> None:
    office.peer.replies(200, leg("-0.02650"))
    office.peer.replies(200, listing())

    assert asked(office).state == "done"

    assert (cost(office).state, cost(office).micros, settled(office)) == ("reported", 26_500, 26_500)
    assert office.peer.open_transactions == 0
    assert charging.promise(now=clock.now()) == 0


def test_before_it_is_due_nobody_is_asked(office: Office, ended: None) -> None:
    with access.as_tenant(office.tenant.pk):
        Cost.objects.update(look_at=clock.now() + timedelta(minutes=4))

    assert charging.promise(now=clock.now()) == 0


def test_a_carrier_that_does_not_know_yet_is_asked_later(office: Office, ended: None) -> None:
    office.peer.replies(200, leg(None))
    office.peer.replies(200, listing())

    assert asked(office).state == "done"

    kept = cost(office)
    assert (kept.state, kept.looks, settled(office)) == ("estimated", 1, 28_000)
    assert kept.look_at is not None
    assert timedelta(minutes=14) < kept.look_at - clock.now() <= timedelta(minutes=15)


def test_a_call_that_the_carrier_never_heard_of_is_not_asked_for_for_ever(office: Office, ended: None) -> None:
    office.peer.replies(404, {"code": 20404})
    for look in range(len(rating.LOOK_AFTER)):
        due(office)
        assert asked(office).state == "done", look
        office.set(office.all(Step, kind="charges")[-1], key=f"charges:{look}")

    assert (cost(office).state, cost(office).look_at) == ("estimated", None)


@pytest.mark.parametrize(("status", "code"), [(503, "503"), (401, "20003")])
def test_a_carrier_that_tells_nothing_is_asked_later_and_its_calls_go_on(
    office: Office, ended: None, status: int, code: str
) -> None:
    office.peer.replies(status, {"code": 20003} if status == 401 else "")

    step = asked(office)

    assert (step.state, step.error_code, cost(office).state, cost(office).looks) == ("skipped", code, "estimated", 1)
    carrier = office.now(office.connections["telephony"])
    assert (carrier.state, carrier.failures) == ("working", 0)


def test_one_step_asks_at_a_time(office: Office, ended: None) -> None:
    now = clock.now()

    assert [charging.promise(now=now), charging.promise(now=now + timedelta(minutes=1))] == [1, 0]


def test_the_sweeper_estimates_and_promises(office: Office, ended: None) -> None:
    Sweeper(threads=1, clock=clock.now).look_after()

    assert len(office.all(Step, kind="charges")) == 1


def test_walls_are_held_against_what_was_charged(office: Office, ended: None) -> None:
    raise_walls(office, hour_micros=10_000_000)
    office.peer.replies(200, leg("-1.23000"))
    office.peer.replies(200, listing())
    asked(office)

    [step] = map(office.claim, calls(office, number(5)))

    assert hour(step) == 1_230_000
