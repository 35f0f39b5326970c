"""What a changed cadence or switch would have done to the leads of the last 30 days, as a manager reads it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from psycopg.types.range import TimestamptzRange

from apps.calls.models import Call
from apps.compliance import library
from apps.core import clock
from apps.integrations.models import Connection
from apps.leads.models import Lead, Source
from apps.outreach.models import Cadence
from apps.routing import looking_back
from apps.sandbox import open_hours
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.manage import attack
from tests.manage.test_cadences import FORM, SCREEN

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
QUARTER = {**FORM, "rungs": "call after 15 min"}


@pytest.fixture
def missed(acme: Tenant, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Lead]:
    """A lead of that day whose first call nobody answered."""
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=3))
    with access.as_tenant(acme.pk):
        source = Source.objects.create(tenant=acme, slug="website", name="Website form")
        carrier = Connection.objects.create(tenant=acme, family="telephony", vendor="twilio", name="Carrier")

    def make(name: str, at: datetime = NOON, *, phone: str = "+13125550123", **traits: Any) -> Lead:
        known = {"phone": phone, "received_at": at}
        call = {"step_id": at.timestamp(), "connection": carrier, "phone": phone, "state": "no_answer"}
        with access.as_tenant(acme.pk):
            lead = Lead.objects.create(tenant=acme, source=source, first_name=name, **known)
            times = {"reserved_for": TimestamptzRange(at, at + timedelta(minutes=10)), "ended_at": at}
            Call.objects.create(tenant=acme, lead=lead, **call | times | traits)
        return lead

    return make


@pytest.fixture
def page(manager: Client) -> str:
    """The address of a cadence that is in force: a call 15 minutes later, at any hour."""
    library.load(open_hours.rules())
    found = manager.post(f"{SCREEN}add/", QUARTER, follow=True).redirect_chain[-1][0]
    manager.post(found.replace("change/", "publish/"))
    return found.replace("change/", "what-if/")


def asked(client: Client, page: str) -> str:
    return " ".join(client.get(page).getvalue().decode().split())


def redraft(client: Client, page: str, rungs: str) -> None:
    client.post(page.replace("what-if/", "change/"), QUARTER | {"rungs": rungs})


def test_a_changed_draft_lists_whom_it_would_have_treated_differently_and_how(
    manager: Client, page: str, missed: Callable[..., Lead]
) -> None:
    missed("Dana")
    missed("Talked", NOON + timedelta(hours=1), state="completed", answered_at=NOON, answered_by="human")
    missed("Old", NOON - timedelta(days=40))
    redraft(manager, page, "call after 30 min")

    shown = asked(manager, page)

    assert "1 of 2 leads would have been treated differently" in shown
    assert "<td>Second attempt later</td><td>1</td>" in shown
    assert "<td>Second attempt Mon 4 May, 7:30 instead of 7:15</td>" in shown
    assert "The draft against its version 1" in shown
    assert "Talked" not in shown


def test_an_unchanged_draft_would_have_changed_nothing(manager: Client, page: str, missed: Callable[..., Lead]) -> None:
    missed("Dana")

    assert "0 of 1 leads would have been treated differently" in asked(manager, page)


def test_what_is_not_in_use_is_asked_as_if_it_were(
    manager: Client, acme: Tenant, page: str, missed: Callable[..., Lead]
) -> None:
    missed("Dana")
    with access.as_tenant(acme.pk):
        Cadence.objects.update(is_active=False)

    shown = asked(manager, page)

    assert "No third attempt any more" in shown
    assert "The draft against what applies without it" in shown


def test_a_long_look_shows_how_far_it_is(
    manager: Client, page: str, missed: Callable[..., Lead], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_back, "PORTION", 2)
    for nth in range(5):
        missed(f"Dana {nth}", NOON + timedelta(hours=nth))

    shown = asked(manager, page)

    assert [f"{seen} of 5 leads looked at" in shown for seen in (2, 4, 5)] == [True, True, True]


def test_asking_leaves_no_trace(manager: Client, acme: Tenant, page: str, missed: Callable[..., Lead]) -> None:
    missed("Dana")
    redraft(manager, page, "call after 30 min")
    before = attack.rows(acme)

    asked(manager, page)

    assert attack.rows(acme) == before


def test_the_cadences_page_leads_there(manager: Client, page: str) -> None:
    shown = manager.get(page.replace("what-if/", "change/")).content.decode()

    assert f'href="{page}">What would have changed in the last 30 days?' in shown


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"asked_now": "on"}, ["1 of 2 leads", "First call Mon 4 May, 6:30 instead of 8:00", "First call earlier"]),
        ({}, ["0 of 2 leads"]),
    ],
)
def test_a_sources_switch_is_asked_before_it_is_saved(
    manager: Client, acme: Tenant, missed: Callable[..., Lead], typed: dict[str, str], told: list[str]
) -> None:
    early = datetime(2026, 5, 4, 13, 30, tzinfo=UTC)  # in Los Angeles half past six
    source = missed("Dana", early, phone="+13105550123").source_id
    missed("Noon", early + timedelta(hours=6), phone="+13105550123")
    before = attack.rows(acme)

    answer = manager.post(f"/manage/acme/leads/source/{source}/what-if/", typed)

    shown = " ".join(answer.getvalue().decode().split())
    assert [each in shown for each in told] == [True] * len(told)
    assert b"what-if/" in manager.get(f"/manage/acme/leads/source/{source}/change/").content
    assert attack.rows(acme) == before
