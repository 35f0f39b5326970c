"""One lead, one ringing phone: whatever the carrier answers."""

import time

import pytest

from apps.calls import book
from apps.calls.models import Call, CallAttempt
from apps.core import clock
from apps.outreach import deadline, execute
from apps.outreach.models import Step
from apps.tenants import access
from tests.integrations.telephony.test_twilio import SID, call
from tests.integrations.twilio_side import ACCOUNT

from .carrier import CALLS, intend
from .conftest import Office


@pytest.fixture
def step(office: Office) -> Step:
    office.connect("telephony")
    return office.promise("call", office.lead())


def test_a_call_that_is_taken_is_waited_for(office: Office, step: Step) -> None:
    office.peer.replies(201, call())

    done = office.carry_out(step)

    assert (done.state, done.external_id) == ("waiting", SID)
    assert [each.state for each in office.all(Call)] == ["queued"]
    assert office.timeline("gate.allowed", "call.requested", "call.placed") == [
        "gate.allowed",
        "call.requested",
        "call.placed",
    ]


def test_no_transaction_is_open_while_the_carrier_thinks(office: Office, step: Step) -> None:
    office.peer.replies(201, call())

    office.carry_out(step)

    assert (len(office.peer.requests), office.peer.open_transactions) == (1, 0)


def test_a_refused_call_is_dead_and_its_number_free(office: Office, step: Step) -> None:
    office.peer.replies(400, {"code": 21211})

    assert office.carry_out(step).state == "dead"

    assert [each.state for each in office.all(Call)] == ["released"]
    assert [each.state for each in office.all(CallAttempt)] == ["not_placed"]


def test_a_busy_carrier_is_tried_again(office: Office, step: Step) -> None:
    office.peer.replies(429)
    office.peer.replies(201, call())

    assert office.carry_out(step).state == "ready"
    assert office.carry_out(step).state == "waiting"

    assert [each.state for each in office.all(CallAttempt)] == ["not_placed", "placed"]


def test_a_worker_that_froze_while_its_intent_was_committed_does_not_call(
    office: Office, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "monotonic", lambda: time.monotonic() + 2 * len(office.all(CallAttempt)))

    stands = office.carry_out(step)

    assert (stands.state, stands.attempt) == ("ready", 0)
    assert office.peer.requests == []
    assert [each.state for each in office.all(CallAttempt)] == ["not_placed"]


def test_two_leads_with_one_number_are_one_call(office: Office, step: Step) -> None:
    second = office.promise("call", office.lead())
    office.peer.replies(201, call())

    office.set(second, due_at=clock.now() + book.WINDOW)
    office.carry_out(step)

    stands = office.carry_out(second)
    assert (stands.state, stands.error_code) == ("skipped", "just_called")
    assert office.peer.sent(CALLS) == 1


def test_a_zombie_places_no_call(office: Office, step: Step) -> None:
    zombie = office.claim(step)
    office.set(step, fence=zombie.fence + 1)

    execute.claimed(zombie, clock=clock.now)

    assert (office.peer.requests, office.all(CallAttempt)) == ([], [])


def test_a_zombies_refusal_does_not_free_another_workers_number(office: Office, step: Step) -> None:
    office.peer.replies(429)
    office.carry_out(step)
    old = office.attempt()
    intend(office, step)

    with access.as_tenant(office.tenant.pk):
        book.not_placed(old, reason="I was frozen")

    assert [each.state for each in office.all(Call)] == ["reserved"]


def test_settings_that_do_not_fit_leave_no_reservation_behind(office: Office) -> None:
    office.connect("telephony", account_sid="oops")
    step = office.promise("call", office.lead())

    stands = office.carry_out(step)

    assert (stands.state, stands.error_code, office.all(Call)) == ("dead", "settings", [])
    assert "account_sid" in stands.last_error
    assert "oops" not in stands.last_error


def test_without_a_carrier_the_call_is_held(office: Office) -> None:
    stands = office.carry_out(office.promise("call", office.lead()))

    assert (stands.state, stands.error_code) == ("held", "no_connection")


def test_another_carrier_takes_over_with_its_own_number(office: Office, step: Step) -> None:
    office.peer.replies(429)
    office.peer.replies(201, call())
    office.carry_out(step)
    office.set(office.connections["telephony"], is_active=False, name="old")
    account = ACCOUNT | {"base_url": f"{office.peer.url}/twilio", "caller_id": "+12025550199"}
    other = office.connect("telephony", **account)

    office.carry_out(step)

    [after] = office.all(Call)
    assert (after.connection_id, after.caller_id) == (other.pk, "+12025550199")


def test_overdue_news_is_fetched(office: Office, step: Step) -> None:
    office.peer.replies(201, call())
    office.peer.replies(200, call(status="completed", duration="61"))
    office.carry_out(step)

    assert office.carry_out(step).state == "done"

    assert [(each.state, each.talk_seconds) for each in office.all(Call)] == [("completed", 61)]
