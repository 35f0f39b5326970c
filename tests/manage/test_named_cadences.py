"""Cadences by name: a rule offers those that there are, and a trial tells which one a lead would get."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.leads.models import Source
from apps.outreach.cadence.ladder import After, Ladder, Rung
from apps.outreach.models import Cadence
from apps.routing import drafting
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.manage.conftest import NOW
from tests.routing.made import rule, rules

pytestmark = pytest.mark.django_db

SCREEN = "/manage/acme/routing/draftrule/"
FORM = {"name": "Everybody", "is_enabled": "on", "answered_by": "playbook", "priority": "normal"}
FILLED = {"rules": "draft", "at": "2026-05-04T12:00", "source": "website", "phone": "(214) 748-1234"}


@pytest.fixture
def keep(acme: Tenant) -> Callable[..., Cadence]:
    """Publish a cadence of that name, a call a day later."""

    def made(name: str, **traits: Any) -> Cadence:
        draft = Ladder(rungs=[Rung(delay=After(minutes=1_440))]).model_dump(mode="json")
        with access.as_tenant(acme.pk):
            cadence = Cadence.objects.create(tenant=acme, name=name, draft=draft, **traits)
            cadence.publish(by="Robin", at=NOW)
        return cadence

    return made


def ask_for(acme: Tenant, name: str) -> None:
    """A draft of one rule that asks everybody to be followed up by it."""
    with access.as_tenant(acme.pk):
        Source.objects.create(tenant=acme, slug="website", name="Website form")
        drafting.replace(acme, rules(rule("Everybody", then={"cadence": name})))


def tried(manager: Client) -> str:
    return " ".join(manager.post(f"{SCREEN}test/", FILLED).content.decode().split())


def test_a_rule_offers_the_cadences_that_have_a_name(
    manager: Client, acme: Tenant, keep: Callable[..., Cadence]
) -> None:
    for name, is_active in (("Gentle", True), ("Pushy", False)):
        keep(name, is_active=is_active)
    keep("")

    field = manager.get(f"{SCREEN}add/").context["adminform"].form.fields["cadence"]
    chosen = manager.post(f"{SCREEN}add/", FORM | {"cadence": "Gentle"})
    unknown = manager.post(f"{SCREEN}add/", FORM | {"cadence": "Eager"})

    assert field.choices == [("", "The usual one"), ("Gentle", "Gentle"), ("Pushy", "Pushy, not in use")]
    assert chosen.status_code == 302
    assert "cadence" in unknown.context["adminform"].form.errors


def test_a_rule_keeps_a_name_that_is_gone_until_somebody_chooses_another(manager: Client, acme: Tenant) -> None:
    ask_for(acme, "Eager")
    with access.as_tenant(acme.pk):
        page = f"{SCREEN}{drafting.rows(acme).get().pk}/change/"

    manager.post(page, FORM | {"cadence": "Eager"})

    assert "Eager, not in use" in manager.get(page).content.decode()
    assert "There is no cadence “Eager” in use" in manager.get(SCREEN).content.decode()


def test_a_name_that_is_in_use_is_no_problem(manager: Client, acme: Tenant, keep: Callable[..., Cadence]) -> None:
    keep("Gentle")
    ask_for(acme, "Gentle")

    page = manager.get(SCREEN).content.decode()

    assert "follow up by “Gentle”" in page
    assert "There is no cadence" not in page


def test_a_trial_says_by_which_cadence_the_lead_would_be_tried_again(
    manager: Client, acme: Tenant, keep: Callable[..., Cadence]
) -> None:
    keep("Gentle")
    ask_for(acme, "Gentle")

    assert "<strong>If nobody answers:</strong> by “Gentle”: at once, then 1 day." in tried(manager)


def test_a_trial_says_that_a_cadence_is_not_there(manager: Client, acme: Tenant) -> None:
    ask_for(acme, "Gentle")

    assert "no cadence “Gentle” is in use, so by the usual cadence: at once, then 15 min, 2 h" in tried(manager)
