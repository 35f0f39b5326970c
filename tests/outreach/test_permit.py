"""Nobody is called or texted but by the gate's leave, asked for at the very instant, and kept."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from apps.calls.models import Call, CallAttempt, Message
from apps.calls.nearest import Chosen
from apps.calls.reading import Contact
from apps.compliance import library, packs
from apps.compliance.models import GateDecision
from apps.compliance.rules import pack
from apps.compliance.verdict import Channel
from apps.core import clock
from apps.integrations.crm.base import Record
from apps.outreach import execute, optout, plan
from apps.outreach.ledger import call_intent, crm_written
from apps.outreach.ledger.crm_written import Written
from apps.outreach.models import Step
from apps.outreach.permit import Overtaken, Permit, ask
from apps.sandbox import open_hours
from apps.tenants import access
from tests.integrations.telephony.test_twilio import call

from .conftest import OURS, PHONE, Office

# A Tuesday; in Dallas 6:30 in the evening, and 9:30 at night.
EVENING = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
NIGHT = EVENING + timedelta(hours=3)
# There only the federal hours bind: half past nine at night.
CALIFORNIA, AWAKE = "+13105550123", datetime(2026, 11, 25, 5, 30, tzinfo=UTC)


@pytest.fixture
def lawful(office: Office) -> Office:
    """The shipped rules are the newest: hours bind."""
    shipped = json.loads(packs.shipped()[-1].text)
    library.load(pack.read(json.dumps(shipped | {"version": f"{open_hours.VERSION}z"})))
    office.connect("telephony")
    office.connect("sms")
    return office


def decisions(office: Office) -> list[GateDecision]:
    with access.as_tenant(office.tenant.pk):
        return list(GateDecision.objects.order_by("decided_at"))


def carry_out(office: Office, step: Step, *, at: datetime) -> Step:
    execute.claimed(office.claim(step), clock=lambda: at)
    return office.now(step)


def test_a_call_in_its_hours_goes_by_a_decision_that_is_kept(lawful: Office) -> None:
    lawful.peer.replies(201, call())

    assert carry_out(lawful, lawful.promise("call", lawful.lead()), at=EVENING).state == "waiting"

    [decision] = decisions(lawful)
    assert (decision.allowed, decision.phone, decision.decided_at) == (True, PHONE, EVENING)
    assert [attempt.decision_id for attempt in lawful.all(CallAttempt)] == [decision.pk]


def test_a_call_at_night_waits_for_the_morning_and_says_why(lawful: Office) -> None:
    step = carry_out(lawful, lawful.promise("call", lawful.lead()), at=NIGHT)

    assert (step.state, step.attempt) == ("ready", 0)
    assert abs(step.due_at - datetime(2026, 11, 25, 15, 0, tzinfo=UTC)) < timedelta(seconds=1)
    assert lawful.timeline("gate.blocked", "step.postponed") == ["gate.blocked", "step.postponed"]
    assert step.last_error == "Not called: 21:30 in Texas, whose hours are 9\u201321. Next: tomorrow 09:00."
    assert (lawful.peer.requests, lawful.all(Call)) == ([], [])
    assert [decision.allowed for decision in decisions(lawful)] == [False]


def test_the_crms_word_does_not_pull_forward_what_waits_for_the_morning(lawful: Office) -> None:
    lead = lawful.lead()
    crm = lawful.connect("crm", "hubspot", access_token="x", base_url=f"{lawful.peer.url}/hubspot")
    step = carry_out(lawful, lawful.promise("call", lead, key=plan.first_call_key(str(lead.pk))), at=NIGHT)
    writing = lawful.claim(lawful.promise("crm", lead, connection_id=crm.pk, queue="default"))

    crm_written.enter(writing, Written(lead.pk, lead.phone, crm, Record("7", "contact", "", is_new=True)), now=NIGHT)

    assert lawful.now(step).due_at == step.due_at


def test_in_the_morning_it_is_made(lawful: Office) -> None:
    lawful.peer.replies(201, call())
    step = lawful.promise("call", lawful.lead())
    morning = carry_out(lawful, step, at=NIGHT).due_at

    assert carry_out(lawful, step, at=morning).state == "waiting"

    assert [decision.allowed for decision in decisions(lawful)] == [False, True]


def test_a_source_whose_form_asks_for_a_call_now_is_called_where_only_federal_hours_bind(lawful: Office) -> None:
    lawful.peer.replies(201, call())
    step = lawful.promise("call", lawful.lead(phone=CALIFORNIA, received_at=AWAKE))
    refused = carry_out(lawful, step, at=AWAKE)

    lawful.set(lawful.source, asked_now=True)

    assert (refused.state, carry_out(lawful, step, at=AWAKE).state) == ("ready", "waiting")


@pytest.mark.parametrize(("kind", "days"), [("call", 11), ("sms", 0)])
def test_but_not_at_night_by_a_call_that_was_held_and_never_by_a_text(lawful: Office, kind: str, days: int) -> None:
    lawful.set(lawful.source, asked_now=True)
    lead = lawful.lead(phone=CALIFORNIA, received_at=AWAKE - timedelta(days=days))

    step = carry_out(lawful, lawful.promise(kind, lead), at=AWAKE)

    assert abs(step.due_at - datetime(2026, 11, 25, 16, tzinfo=UTC)) < timedelta(seconds=1)
    assert (step.state, lawful.peer.requests) == ("ready", [])


def test_a_text_at_night_waits_too(lawful: Office) -> None:
    step = carry_out(lawful, lawful.promise("sms", lawful.lead()), at=NIGHT)

    assert (step.state, lawful.all(Message)) == ("ready", [])


def test_a_number_of_another_country_is_refused_for_good(office: Office) -> None:
    office.connect("telephony")

    step = office.carry_out(office.promise("call", office.lead(phone="+37126123456")))

    assert (step.state, step.error_code, office.peer.requests) == ("skipped", "country", [])


def test_an_opt_out_between_the_question_and_the_call_stops_it(office: Office) -> None:
    office.connect("telephony")
    step = office.claim(office.promise("call", office.lead()))
    permit = ask(step, Contact(Channel.CALL, clock.now(), step_id=step.pk))
    assert isinstance(permit, Permit)
    with access.as_tenant(office.tenant.pk):
        optout.record(office.tenant.pk, PHONE, reason="they wrote STOP", now=clock.now())

    with pytest.raises(Overtaken):
        call_intent.enter(
            call_intent.Intent(step, permit, office.connections["telephony"], Chosen(OURS)), now=clock.now()
        )

    assert (office.all(Call), office.all(CallAttempt), decisions(office)) == ([], [], [])


def test_who_opted_out_before_is_never_called_however_often_it_is_promised(office: Office) -> None:
    office.connect("telephony")
    with access.as_tenant(office.tenant.pk):
        optout.record(office.tenant.pk, PHONE, reason="they wrote STOP", now=clock.now())
    steps = [office.promise("call", office.lead()) for _ in range(20)]

    assert {office.carry_out(step).error_code for step in steps} == {"opted_out"}

    assert office.peer.requests == []
