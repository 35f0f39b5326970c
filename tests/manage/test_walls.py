"""The screens of fraud walls: a manager lowers, an owner raises; what a wall holds is let go by a person."""

import pytest
from django.test import Client
from django.utils import timezone

from apps.calls.models import Clearance, Walls
from apps.leads.models import Lead, Source
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db

SCREEN = "/manage/acme/calls/walls/"
HELD = "/manage/acme/outreach/step/"
FORM = {
    "countries": "US",
    "numbers_per_prefix": "3",
    "numbers_per_source": "30",
    "numbers_when_new": "60",
    "call_micros": "2",
    "hour_micros": "50",
    "day_micros": "200",
}


def walls(acme: Tenant) -> Walls:
    with access.as_tenant(acme.pk):
        return Walls.objects.get()


def held(acme: Tenant, nth: int, kind: str = "call") -> Step:
    with access.as_tenant(acme.pk):
        source, _ = Source.objects.get_or_create(tenant=acme, slug="web", defaults={"name": "Web"})
        lead = Lead.objects.create(tenant=acme, source=source, phone=f"+1214748200{nth}", received_at=timezone.now())
        return Step.objects.create(
            tenant=acme,
            lead=lead,
            kind=kind,
            queue="urgent",
            key=str(nth),
            state="held",
            error_code="prefix_velocity",
            due_at=timezone.now(),
        )


def test_money_is_typed_in_dollars(owner: Client, acme: Tenant) -> None:
    owner.post(f"{SCREEN}add/", FORM | {"day_micros": "12.50", "countries": "us, ca"})

    assert (walls(acme).day_micros, walls(acme).countries) == (12_500_000, ["US", "CA"])
    assert b'value="12.50"' in owner.get(f"{SCREEN}{walls(acme).pk}/change/").content


def test_the_form_starts_with_the_defaults_in_force(owner: Client) -> None:
    page = owner.get(SCREEN, follow=True).content

    assert b'value="30"' in page
    assert b'value="200.00"' in page


def test_a_manager_may_lower_a_wall(manager: Client, acme: Tenant) -> None:
    manager.post(f"{SCREEN}add/", FORM | {"hour_micros": "20"})

    assert walls(acme).hour_micros == 20_000_000


@pytest.mark.parametrize(
    ("field", "value"),
    [("numbers_per_prefix", "4"), ("numbers_per_source", "0"), ("day_micros", "200.01"), ("countries", "US,CU")],
)
def test_but_only_an_owner_raises_one(manager: Client, field: str, value: str) -> None:
    form = manager.post(f"{SCREEN}add/", FORM | {field: value}).context["adminform"].form

    assert form.errors == {field: ["Only an owner may raise this."]}


def test_a_country_that_is_none_is_named(owner: Client) -> None:
    form = owner.post(f"{SCREEN}add/", FORM | {"countries": "US,Texas"}).context["adminform"].form

    assert "countries" in form.errors


def test_what_was_chosen_is_let_go_and_nothing_else(manager: Client, acme: Tenant) -> None:
    chosen, other = held(acme, 1, "sms"), held(acme, 2)
    page = manager.get(HELD).content
    assert b"Text" in page
    assert b"+1" in page

    manager.post(HELD, {"action": "let_go", "_selected_action": [chosen.pk]})

    with access.as_tenant(acme.pk):
        assert {step.pk: step.state for step in Step.objects.all()} == {chosen.pk: "ready", other.pk: "held"}
        assert [each.step_id for each in Clearance.objects.all()] == [chosen.pk]


def test_a_paused_source_is_resumed_on_its_page(manager: Client, acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        source = Source.objects.create(tenant=acme, slug="web", name="Web")
        Source.pause(acme.pk, source.pk, reason="it looks odd", at=timezone.now())
    page = f"/manage/acme/leads/source/{source.pk}/"
    assert b"because it looks odd" in manager.get(f"{page}change/").content

    manager.post(f"/manage/acme/leads/source/{source.pk}/resume/")

    with access.as_tenant(acme.pk):
        assert Source.objects.get().paused_at is None
