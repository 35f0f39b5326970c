"""A plan that is used up: what is held, what is told, and that everything goes on once there is room."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage

from apps.calls.reading import Contact
from apps.compliance.models import GateDecision
from apps.compliance.verdict import Channel
from apps.core import clock
from apps.core.queues import DEFAULT
from apps.leads.models import Event, Lead
from apps.outreach import allotting, permit
from apps.outreach.models import Step
from apps.outreach.outcomes import Held
from apps.outreach.permit import Permit
from apps.tenants import access
from apps.tenants.models import Membership, Tenant, UsageNotice, User
from tests import conversed, sold

from .conftest import Office


def leads(office: Office, count: int) -> list[Lead]:
    """One after the other, just now."""
    return [office.lead(f"+1214555{n:04}") for n in range(count)]


def look(office: Office, *, now: datetime | None = None) -> Tenant:
    allotting.look(now=now or clock.now())
    return Tenant.objects.get(pk=office.tenant.pk)


def asked(office: Office, lead: Lead, channel: Channel = Channel.CALL, **traits: Any) -> Any:
    step = office.promise("call", lead)
    return permit.ask(step, Contact(channel, clock.now(), step_id=step.pk, **traits))


def next_month(office: Office) -> datetime:
    return (clock.now().astimezone(office.tenant.zone).replace(day=28) + timedelta(days=5)).replace(day=2)


def test_leads_beyond_the_limit_are_held_and_those_within_it_are_called(office: Office) -> None:
    sold.plan(office.tenant, leads=2, overage="hold")
    within, last, beyond = leads(office, 3)

    look(office)

    assert isinstance(asked(office, within), Permit)
    assert isinstance(asked(office, last), Permit)
    outcome = asked(office, beyond)
    assert isinstance(outcome, Held)
    assert outcome.code == "plan_leads"


def test_the_timeline_says_why_a_lead_is_held(office: Office) -> None:
    sold.plan(office.tenant, leads=1, overage="hold")
    _, beyond = leads(office, 2)
    look(office)

    asked(office, beyond)

    (blocked,) = office.all(Event, kind="gate.blocked", lead=beyond)
    assert blocked.facts["says"] == (
        "Not called: your plan's leads of this month are used up: it goes on when the month turns, or when LeadHub"
        " raises the limit."
    )
    with access.as_tenant(office.tenant.pk):
        assert GateDecision.objects.get(lead=beyond).inputs["used_up"] == "plan_leads"


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.EMAIL])
def test_texts_and_e_mails_of_such_a_lead_wait_as_well(office: Office, channel: Channel) -> None:
    sold.plan(office.tenant, leads=1, overage="hold")
    office.lead()
    beyond = office.lead("+12145550124", email="dana@example.com")
    look(office)

    outcome = asked(office, beyond, channel, has_postal_address=True)

    assert isinstance(outcome, Held)
    assert outcome.code == "plan_leads"


def test_a_test_lead_is_called_all_the_same(office: Office) -> None:
    sold.plan(office.tenant, leads=1, overage="hold")
    leads(office, 2)
    look(office)

    assert isinstance(asked(office, office.lead("+12145550199", is_test=True)), Permit)


def test_a_plan_that_warns_holds_nothing(office: Office) -> None:
    sold.plan(office.tenant, leads=1, calls=1)
    *_, beyond = leads(office, 3)

    tenant = look(office)

    assert (tenant.leads_held_from, tenant.calls_held) == (None, "")
    assert isinstance(asked(office, beyond), Permit)


def test_once_calls_are_used_up_texts_still_go(office: Office) -> None:
    office.connect("telephony")
    sold.plan(office.tenant, calls=1, overage="hold")
    conversed.call(office.lead(), at=clock.now(), connection=office.connections["telephony"])
    other = office.lead("+12145550124")

    look(office)

    assert asked(office, other).code == "plan_calls"
    assert isinstance(asked(office, other, Channel.SMS), Permit)


def test_once_the_agents_minutes_are_used_up_people_still_call(office: Office) -> None:
    office.connect("telephony")
    sold.plan(office.tenant, agent_minutes=2, overage="hold")
    call = conversed.call(office.lead(), at=clock.now(), connection=office.connections["telephony"])
    conversed.conversation(call, at=clock.now() - timedelta(seconds=102), closed_at=clock.now())
    other = office.lead("+12145550124")

    assert look(office).calls_held == "agent"

    asked(office, other, artificial_voice=True)
    with access.as_tenant(office.tenant.pk):
        assert "plan_minutes" in [reason["code"] for reason in GateDecision.objects.get(lead=other).reasons]
    assert isinstance(asked(office, other), Permit)


def held(office: Office, count: int) -> list[Step]:
    """So many leads of which the plan has room for one; the steps of the others are held."""
    sold.plan(office.tenant, leads=1, overage="hold")
    _, *beyond = leads(office, count + 1)
    look(office)
    traits = {"state": "held", "error_code": "plan_leads"}
    return [office.promise("crm", lead, queue=DEFAULT, **traits) for lead in beyond]


def let_go(office: Office) -> None:
    for step in office.all(Step, kind="let_go", state="ready"):
        office.carry_out(step)


def test_a_raised_limit_lets_go_what_it_has_room_for(office: Office) -> None:
    first, second, third = held(office, 3)
    sold.plan(office.tenant, leads=3, overage="hold")

    look(office)
    let_go(office)

    assert [office.now(step).state for step in (first, second, third)] == ["ready", "ready", "held"]
    (eased,) = office.all(Event, kind="plan.eased", lead=first.lead)
    assert eased.facts["step_kind"] == "crm"


def test_the_turn_of_the_month_lets_everything_go(office: Office) -> None:
    steps = held(office, 2)

    look(office, now=next_month(office))
    let_go(office)

    assert {office.now(step).state for step in steps} == {"ready"}


def test_what_a_fraud_wall_holds_stays_held(office: Office) -> None:
    (step,) = held(office, 1)
    office.set(step, error_code="prefix_velocity")

    look(office, now=next_month(office))
    let_go(office)

    assert office.now(step).state == "held"


def test_nothing_is_let_go_while_nothing_changes(office: Office) -> None:
    held(office, 1)

    look(office)

    assert office.all(Step, kind="let_go") == []


def test_the_team_is_told_once_at_four_fifths_and_once_at_the_end(office: Office) -> None:
    office.connect_slack()
    sold.plan(office.tenant, leads=5)
    told = []
    for count in (3, 1, 0, 1):
        leads(office, count)
        look(office)
        told.append([step.params["percent"] for step in office.all(Step, kind="alert")])

    assert told == [[], [80], [80], [80, 100]]


def test_of_two_marks_at_once_the_higher_one_is_told(office: Office) -> None:
    office.connect_slack()
    sold.plan(office.tenant, leads=2)
    leads(office, 2)

    look(office)

    assert [step.params["percent"] for step in office.all(Step, kind="alert")] == [100]
    with access.as_tenant(office.tenant.pk):
        assert sorted(UsageNotice.objects.values_list("percent", flat=True)) == [80, 100]


def test_a_raised_limit_is_told_of_anew(office: Office) -> None:
    office.connect_slack()
    sold.plan(office.tenant, leads=2)
    leads(office, 2)
    look(office)
    sold.plan(office.tenant, leads=2, own={"leads": 1})

    look(office)

    assert [step.params["most"] for step in office.all(Step, kind="alert")] == [2, 1]


def test_owners_and_operators_are_written_to_each_by_itself(office: Office, mailoutbox: list[EmailMessage]) -> None:
    _people(office)
    sold.plan(office.tenant, leads=1, overage="hold")
    leads(office, 1)
    look(office)

    (step,) = office.all(Step, kind="usage_mail")

    assert office.carry_out(step).state == "done"
    assert sorted(mail.to for mail in mailoutbox) == [["ops@example.com"], ["owner@example.com"]]
    assert {mail.subject for mail in mailoutbox} == {
        "Your leads of this month are used up",
        "Acme Solar: Your leads of this month are used up",
    }
    assert "Further leads are taken in and kept" in mailoutbox[0].body


def test_where_nobody_has_an_address_nothing_is_sent(office: Office) -> None:
    sold.plan(office.tenant, leads=1)
    leads(office, 1)
    look(office)

    (step,) = office.all(Step, kind="usage_mail")

    assert office.carry_out(step).error_code == "nobody"


def _people(office: Office) -> None:
    User.objects.create_superuser("ops@example.com")
    with access.as_tenant(office.tenant.pk):
        for role in ("owner", "manager"):
            user = User.objects.create_user(f"{role}@example.com")
            Membership.objects.create(tenant=office.tenant, user=user, role=role)
