"""Numbers are checked before a contact: the answer reaches the gate, and without one nobody is called."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from apps.compliance.models import GateDecision, ScrubAnswer
from apps.core import clock
from apps.leads.models import Event, Lead
from apps.outreach.models import Step
from apps.tenants import access
from tests.contracts.peer import Peer

from .conftest import Office

CALLED = "+12025550143"
ROWS = orjson.loads((Path(__file__).parents[1] / "samples" / "dncscrub_200.json").read_bytes())
LISTED = ROWS[0]
CLEAR = LISTED | {"ResultCode": "C", "Reason": ";;;"}


@pytest.fixture
def office(office: Office) -> Office:
    office.connect("telephony")
    office.connect("scrub", "dncscrub", login_id="l", base_url=office.peer.url, price="0.005")
    return office


def checks(office: Office, lead: Lead, **traits: Any) -> Step:
    values = {"connection_id": office.connections["scrub"].pk, "params": {"is_needed": True}} | traits
    return office.promise("scrub", lead, **values)


def answers(office: Office) -> list[ScrubAnswer]:
    with access.as_tenant(office.tenant.pk):
        return list(ScrubAnswer.objects.order_by("pk"))


def decision(office: Office) -> GateDecision:
    with access.as_tenant(office.tenant.pk):
        return GateDecision.objects.latest("decided_at")


def calls_placed(peer: Peer) -> int:
    return sum(1 for each in peer.requests if each.path.endswith("Calls.json"))


def test_an_answer_is_kept_with_age_source_and_cost(office: Office) -> None:
    office.peer.replies(200, [CLEAR])

    assert office.carry_out(checks(office, office.lead(CALLED))).state == "done"

    [answer] = answers(office)
    assert (answer.kind, answer.verdict, answer.is_against, answer.cost_micros) == ("dnc", "clear", False, 5_000)
    assert answer.good_until - answer.checked_at == timedelta(days=30)
    [event] = office.all(Event, kind="number.checked")
    assert (event.facts["vendor"], event.facts["found"]) == ("dncscrub", {"dnc": "clear"})
    assert office.peer.open_transactions == 0


def test_without_an_answer_nobody_is_called_and_whoever_checks_is_asked(office: Office) -> None:
    lead = office.lead(CALLED)

    call = office.carry_out(office.promise("call", lead))

    assert (call.state, call.attempt, office.peer.requests) == ("ready", 0, [])
    [step] = office.all(Step, kind="scrub")
    assert (step.connection_id, step.params) == (office.connections["scrub"].pk, {"is_needed": True})
    assert "has not answered yet" in office.all(Event, kind="gate.blocked")[0].facts["says"]


def test_whoever_is_being_asked_is_not_asked_again(office: Office) -> None:
    lead = office.lead(CALLED)
    office.set(checks(office, lead), state="held")

    office.carry_out(office.promise("call", lead))

    assert len(office.all(Step, kind="scrub")) == 1


def test_a_good_answer_lets_the_call_go_at_once(office: Office) -> None:
    lead = office.lead(CALLED)
    call = office.carry_out(office.promise("call", lead))
    office.peer.replies(200, [CLEAR])

    office.carry_out(office.all(Step, kind="scrub")[0])

    assert office.now(call).due_at <= clock.now()
    office.carry_out(call)
    assert calls_placed(office.peer) == 1
    assert decision(office).inputs["scrubs"][0]["source"] == "scrub"


def test_a_number_that_is_listed_is_never_called(office: Office) -> None:
    lead = office.lead(CALLED)
    office.peer.replies(200, [LISTED])
    office.carry_out(checks(office, lead))

    call = office.carry_out(office.promise("call", lead))

    assert (call.state, call.error_code) == ("skipped", "scrub_dnc")
    assert calls_placed(office.peer) == 0
    assert decision(office).inputs["scrubs"][0]["checked_at"]


def test_an_answer_that_is_old_is_none(office: Office) -> None:
    lead = office.lead(CALLED)
    office.peer.replies(200, [CLEAR])
    office.carry_out(checks(office, lead))
    with access.as_tenant(office.tenant.pk):
        ScrubAnswer.objects.update(good_until=clock.now())

    assert office.carry_out(office.promise("call", lead)).state == "ready"

    assert calls_placed(office.peer) == 0
    assert len(office.all(Step, kind="scrub", state="ready")) == 1


def test_texts_wait_for_it_as_well(office: Office) -> None:
    office.connect("sms")
    lead = office.lead(CALLED)

    assert office.carry_out(office.promise("sms", lead)).state == "ready"

    assert office.peer.requests == []


def test_the_same_number_is_not_paid_for_twice(office: Office) -> None:
    office.peer.replies(200, [CLEAR])
    office.carry_out(checks(office, office.lead(CALLED)))

    assert office.carry_out(checks(office, office.lead(CALLED))).state == "skipped"

    assert len(office.peer.requests) == 1


def test_a_silent_service_is_asked_again_and_the_call_waits(office: Office) -> None:
    lead = office.lead(CALLED)
    office.peer.reset()

    assert office.carry_out(checks(office, lead)).state == "ready"

    assert office.carry_out(office.promise("call", lead)).state == "ready"
    assert calls_placed(office.peer) == 0


def test_a_service_that_is_switched_off_is_asked_for_nothing(office: Office) -> None:
    office.set(office.connections["scrub"], is_active=False)
    lead = office.lead(CALLED)

    office.carry_out(office.promise("call", lead))

    assert calls_placed(office.peer) == 1


def test_refused_credentials_do_not_let_anybody_through(office: Office) -> None:
    lead = office.lead(CALLED)
    office.peer.replies(401, {})
    assert office.carry_out(checks(office, lead)).state == "held"

    call = office.carry_out(office.promise("call", lead))

    assert (call.state, calls_placed(office.peer)) == ("ready", 0)


@pytest.mark.parametrize(("refuses", "is_against"), [(True, True), (False, False)])
def test_no_data_is_what_the_tenant_says_it_is(office: Office, refuses: bool, is_against: bool) -> None:
    settings = {"login_id": "l", "base_url": office.peer.url, "refuses_unknown": refuses}
    office.set(office.connections["scrub"], vendor="dncscrub_reassigned", settings=settings)
    office.peer.replies(200, {"PhoneNumber": "2025550143", "IsReassigned": None})

    office.carry_out(checks(office, office.lead(CALLED)))

    assert [(each.verdict, each.is_against) for each in answers(office)] == [("unknown", is_against)]
