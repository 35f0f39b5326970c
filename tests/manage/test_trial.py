"""The pages that ask "what would happen" and "what would have happened": right, and without any effect."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from apps.compliance import registry
from apps.compliance.models import ConsentProof, DncEntry, DncList
from apps.compliance.rules.rows import Consent
from apps.core import clock
from apps.leads.models import Finding, Lead, Source
from apps.routing import drafting, publish
from apps.routing.models import Rep, Team
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.manage import attack
from tests.routing.made import is_, rule, rules

pytestmark = pytest.mark.django_db

SCREEN = "/manage/acme/routing/draftrule/"
DAY = date(2026, 5, 4)
DANA = {"name": "Dana Reyes", "phone": "(214) 748-1234", "email": "dana@acme.example", "roof": "Flat"}
FILLED = {"source": "website", "first_name": "Dana", "phone": "(214) 748-1234", "answers": "roof → Flat"}


@pytest.fixture
def source(acme: Tenant) -> Source:
    with access.as_tenant(acme.pk):
        return Source.objects.create(tenant=acme, slug="website", name="Website form")


@pytest.fixture
def draft(acme: Tenant, source: Source) -> None:
    """Texans go to a team; nothing of it is published."""
    with access.as_tenant(acme.pk):
        team = Team.objects.create(tenant=acme, name="Sales")
        Rep.objects.create(tenant=acme, team=team, name="Ada", phone="+12147481200", is_away=True)
        Rep.objects.create(tenant=acme, team=team, name="Ben", phone="+12147481201")
        nights = {"op": "in_hours", "field": "local.time", "hours": "mon-sun 22-6"}
        texas = rule("Texas", is_("state", "TX"), answered_by="team", then={"team": team.pk, "priority": "first"})
        drafting.replace(acme, rules(rule("Nights", nights, answered_by="nobody"), texas, rule("Rest")))


@pytest.fixture
def lead(acme: Tenant, source: Source) -> Lead:
    at = clock.now() - timedelta(days=2)
    with access.as_tenant(acme.pk):
        return Lead.objects.create(
            tenant=acme, source=source, first_name="=Dana", phone="+12147481234", received_at=at, is_test=True
        )


def tried(manager: Client, **sent: str) -> Any:
    return manager.post(f"{SCREEN}test/", {"rules": "draft", "at": f"{DAY}T12:00", **sent})


def test_a_form_is_tried_and_each_rule_says_what_it_wanted_and_got(manager: Client, draft: None) -> None:
    page = tried(manager, **FILLED)

    trial = page.context["trial"]
    assert [(rule.name, rule.passed) for rule in trial.traces] == [("Nights", False), ("Texas", True), ("Rest", True)]
    assert trial.routed.rule_name == "Texas"
    assert [(check.field, check.wanted, check.got) for check in trial.traces[1].checks] == [("state", "is TX", "TX")]
    assert (trial.chosen.rep.name, [each.why for each in trial.chosen.passed_over]) == ("Ben", ["away"])
    assert trial.calls == "+12147481234"
    assert [(step.kind, step.priority) for step in trial.steps] == [("call", -1)]
    assert "We would dial +12147481234." in page.content.decode()


def test_what_a_sender_sends_is_read_as_the_source_reads_it(manager: Client, draft: None) -> None:
    trial = tried(manager, source="website", pasted=json.dumps(DANA)).context["trial"]

    assert (trial.lead.full_name, trial.lead.phone, trial.routed.rule_name) == ("Dana Reyes", "+12147481234", "Texas")


@pytest.mark.parametrize("pasted", ["{", "null", "[" * 50_000])
def test_what_the_source_does_not_understand_is_said(manager: Client, draft: None, pasted: str) -> None:
    page = tried(manager, source="website", pasted=pasted)

    assert page.context["trial"] is None or not page.context["trial"].calls
    assert page.status_code == 200


def test_a_past_lead_is_tried_at_the_moment_when_it_came_or_at_another(
    manager: Client, acme: Tenant, draft: None, lead: Lead
) -> None:
    at_night = (clock.now().astimezone(acme.zone)).strftime("%Y-%m-%dT23:30")

    then, night = (tried(manager, lead=str(lead.pk), at=at).context["trial"] for at in ("2026-05-04T12:00", at_night))

    assert (then.routed.rule_name, night.routed.rule_name) == ("Texas", "Nights")
    assert not night.is_called


def test_a_leads_page_may_lead_here(manager: Client, draft: None, lead: Lead) -> None:
    assert manager.get(f"{SCREEN}test/?lead={lead.pk}").context["trial"].lead == lead


def test_the_rules_in_force_may_be_tried_instead(manager: Client, draft: None) -> None:
    trial = tried(manager, **FILLED | {"rules": "in_force"}).context["trial"]

    assert trial.routed.is_built_in
    assert trial.calls


def test_the_gate_has_its_say(manager: Client, acme: Tenant, draft: None) -> None:
    with access.as_tenant(acme.pk):
        DncEntry.objects.create(tenant=acme, phone="+12147481234")

    page = tried(manager, **FILLED)

    assert (page.context["trial"].calls, page.context["trial"].is_called) == ("", False)
    assert "the number is on the do-not-call list" in page.content.decode()


def test_a_trial_leaves_no_trace(manager: Client, acme: Tenant, draft: None, lead: Lead) -> None:
    before = attack.rows(acme)

    tried(manager, **FILLED)
    tried(manager, lead=str(lead.pk))
    tried(manager, source="website", pasted=json.dumps(DANA))
    manager.get(f"{SCREEN}what-if/")
    b"".join(manager.get(f"{SCREEN}what-if.csv"))

    assert attack.rows(acme) == before


def test_another_tenants_lead_and_source_cannot_be_tried(
    manager: Client, draft: None, rival: Tenant, rows: Callable[..., dict[str, Any]]
) -> None:
    theirs = rows(rival, "SECRET")

    for sent in ({"lead": str(theirs["lead"].pk)}, FILLED | {"source": "secret"}):
        page = tried(manager, **sent)
        assert page.context["trial"] is None
        assert b"SECRET" not in page.content


def test_the_form_says_when_there_is_no_source_yet(manager: Client, acme: Tenant) -> None:
    page = tried(manager, first_name="Dana", source="")

    assert "source" in page.context["form"].errors


def test_what_if_lists_whom_the_draft_moves(manager: Client, draft: None, lead: Lead) -> None:
    page = manager.get(f"{SCREEN}what-if/")

    assert (page.context["count"], page.context["seen"]) == (1, 1)
    assert page.context["moves"][0][0] == "Everybody else"
    assert "1 of 1 leads would have been treated differently" in page.content.decode()


def test_what_if_of_what_is_in_force_moves_nobody(manager: Client, acme: Tenant, draft: None, lead: Lead) -> None:
    with access.as_tenant(acme.pk):
        publish.draft(acme, over=0, author="maria@acme.example", now=clock.now())

    assert manager.get(f"{SCREEN}what-if/").context["count"] == 0


def test_the_table_streams_and_no_spreadsheet_takes_a_name_for_a_formula(
    manager: Client, draft: None, lead: Lead
) -> None:
    answer = manager.get(f"{SCREEN}what-if.csv")
    head, line = b"".join(answer).decode().splitlines()

    assert answer.streaming
    assert head.startswith("lead,received,name,source,")
    assert f"{lead.pk}," in line
    assert ",'=Dana,website,Everybody else,call as the playbook says," in line


def test_a_past_lead_is_tried_by_what_services_have_told_of_it(manager: Client, acme: Tenant, lead: Lead) -> None:
    now = clock.now()
    told = {
        "lead": lead,
        "subject": f"phone:{lead.phone}",
        "vendor": "twilio",
        "name": "line_type",
        "value": "landline",
    }
    with access.as_tenant(acme.pk):
        drafting.replace(acme, rules(rule("Landlines", is_("found.line_type", "landline"), answered_by="nobody")))
        Finding.objects.create(tenant=acme, found_at=now, good_until=now + timedelta(days=900), **told)

    trial = tried(manager, lead=str(lead.pk), at=f"{now:%Y-%m-%dT%H:%M}").context["trial"]

    assert trial.routed.rule_name == "Landlines"


@pytest.fixture
def on_a_registry() -> None:
    """Dana's number is in the national registry."""
    with access.as_platform():
        national = DncList.objects.create(name="National", jurisdiction="US", effective_on=DAY)
        registry.replace(national, registry.read(["2147481234"]), effective_on=DAY, now=clock.now())


@pytest.mark.parametrize(("consent_text", "is_called"), [("", False), ("I agree to be called about my roof.", True)])
def test_a_form_is_tried_by_the_consent_that_it_would_prove(
    manager: Client, source: Source, draft: None, on_a_registry: None, consent_text: str, *, is_called: bool
) -> None:
    with access.as_tenant(source.tenant_id):
        Source.objects.filter(pk=source.pk).update(consent_text=consent_text)

    trial = tried(manager, **FILLED).context["trial"]

    assert trial.is_called is is_called


def test_a_past_lead_is_tried_by_the_consent_that_it_gave(
    manager: Client, draft: None, on_a_registry: None, lead: Lead
) -> None:
    before = tried(manager, lead=str(lead.pk)).context["trial"]
    with access.as_tenant(lead.tenant_id):
        ConsentProof.objects.create(
            tenant_id=lead.tenant_id, lead=lead, phone=lead.phone, level=Consent.WRITTEN, received_at=lead.received_at
        )

    after = tried(manager, lead=str(lead.pk)).context["trial"]

    assert "the number is in the registry “National”" in before.refusal
    assert (before.is_called, after.is_called) == (False, True)


@pytest.mark.parametrize("asked_now", [True, False])
@pytest.mark.parametrize("is_kept", [True, False])
def test_who_asks_to_be_called_now_is_tried_so(
    manager: Client, source: Source, lead: Lead, *, asked_now: bool, is_kept: bool
) -> None:
    """In California at half past nine at night."""
    phone = "+13107481234"
    with access.as_tenant(source.tenant_id):
        Source.objects.filter(pk=source.pk).update(asked_now=asked_now)
        Lead.objects.filter(pk=lead.pk).update(phone=phone)
    sent = {"lead": str(lead.pk)} if is_kept else FILLED | {"phone": phone}

    trial = tried(manager, **sent, rules="in_force", at="2026-05-05T00:30").context["trial"]

    assert trial.is_called is asked_now
