"""“Can we call this number now?”: the gate's own word, with its reasons, and nobody is called."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.compliance.models import DncEntry, GateDecision
from apps.core import clock
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant

from .conftest import NewLead, SignIn

pytestmark = pytest.mark.django_db


def ask(browser: Client, phone: str) -> Any:
    return browser.post("/app/acme/callable/", {"phone": phone})


def close(tenant: Tenant, phone: str, closes: str = "all") -> None:
    with access.as_tenant(tenant.pk):
        DncEntry.objects.create(tenant=tenant, phone=phone, closes=closes)


@pytest.mark.parametrize("role", ["owner", "manager", "client", "rep"])
def test_every_member_may_ask(signed_in: SignIn, acme: Tenant, role: str) -> None:
    assert "Ask before you call by hand" in signed_in(acme, role).get("/app/acme/callable/").content.decode()


def test_a_stranger_may_not(signed_in: SignIn, acme: Tenant, rival: Tenant, new_lead: NewLead) -> None:
    lead = new_lead()
    browser = signed_in(rival, "owner")

    assert ask(browser, "+12145550123").status_code == 404
    assert browser.get(f"/app/rival/leads/{lead.pk}/callable/").status_code == 404


def test_a_number_on_the_list_is_refused_with_the_reason(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    new_lead()
    close(acme, "+12145550123")

    found = ask(owner, "(214) 555-0123").context["found"]

    assert [answer.is_allowed for answer in found.answers] == [False, False, False]
    assert "the number is on the do-not-call list" in found.answers[0].reasons


def test_one_channel_may_be_closed_alone(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    new_lead()
    close(acme, "+12145550123", closes="call")

    call, _, text = ask(owner, "+12145550123").context["found"].answers

    assert "the number is on the do-not-call list, for calls" in call.reasons
    assert not any("do-not-call" in reason for reason in text.reasons)


def test_an_ai_voice_needs_a_written_consent(owner: Client, new_lead: NewLead) -> None:
    new_lead()

    person, agent, _ = ask(owner, "+12145550123").context["found"].answers

    assert "an AI voice may call only with a written consent that is stored" in agent.reasons
    assert not any("AI voice" in reason for reason in person.reasons)


def test_a_number_of_no_lead_is_asked_by_itself(owner: Client, acme: Tenant) -> None:
    close(acme, "+12145550188")

    found = ask(owner, "+1 214 555 0188").context["found"]

    assert (found.lead, len(found.answers)) == (None, 1)
    assert "the number is on the do-not-call list" in found.answers[0].reasons


def test_the_latest_lead_with_the_number_answers(owner: Client, new_lead: NewLead) -> None:
    new_lead("Old Lead", received_at=clock.now() - timedelta(days=9))
    latest = new_lead("New Lead", received_at=clock.now())

    assert ask(owner, "+12145550123").context["found"].lead == latest.pk


def test_what_is_no_number_is_said_so(owner: Client, acme: Tenant) -> None:
    answer = ask(owner, "call me maybe")

    assert answer.status_code == 200
    assert "That is no number we could call" in answer.content.decode()


def test_a_lead_page_leads_here_without_the_number_in_the_address(owner: Client, new_lead: NewLead) -> None:
    lead = new_lead()

    assert f'href="/app/acme/leads/{lead.pk}/callable/"' in owner.get(f"/app/acme/leads/{lead.pk}/").content.decode()
    assert owner.get(f"/app/acme/leads/{lead.pk}/callable/").context["found"].lead == lead.pk


def test_asking_leaves_nothing_behind(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    new_lead()

    ask(owner, "+12145550123")

    with access.as_tenant(acme.pk):
        assert (GateDecision.objects.count(), Step.objects.count()) == (0, 0)


def test_it_takes_few_queries(
    owner: Client, new_lead: NewLead, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        new_lead()

    with django_assert_max_num_queries(18):
        ask(owner, "+12145550123")
