"""A company in which something of everything has happened."""

from datetime import date, timedelta

import pytest
from pytest_django.fixtures import Settings

from apps.appointments.models import Appointment
from apps.core import clock
from apps.intake.models import Delivery
from apps.integrations.models import Connection
from apps.leads.models import Lead, Source
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant, Usage
from tests import conversed, sold
from tests.dashboard.conftest import NewLead, acme, new_lead, owner, rung_after, signed_in, source

__all__ = ["acme", "new_lead", "owner", "signed_in", "source"]


@pytest.fixture
def company(acme: Tenant, source: Source, new_lead: NewLead, settings: Settings) -> Lead:
    """Its latest lead, whom our agent has talked with."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    now = clock.now()
    for days in range(4):
        story = [*rung_after(2_000 + 900 * days), ("lead.booked", 90_000.0, {})]
        new_lead(f"Lead Number{days}", story=story, received_at=now - timedelta(days=days))
    lead = new_lead("Dana Reed", story=rung_after(2_500), received_at=now, email="dana@example.com")
    call = conversed.call(lead, at=now)
    conversed.conversation(call, at=now)
    sold.plan(acme, leads=100, calls=50, seats=5, connections=2, recording_days=30)
    with access.as_tenant(acme.pk):
        _rows(acme, source, lead)
        _used(acme, today=now.astimezone(acme.zone).date())
    return lead


def _used(tenant: Tenant, *, today: date) -> None:
    """Every day of the month so far, more calls than the plan has."""
    for number in range(1, today.day + 1):
        told = {"leads": 3 + number % 4, "calls": 51 if number == 1 else 2, "agent_minutes": 2 * number}
        Usage.objects.create(tenant=tenant, day=today.replace(day=number), counted_at=clock.now(), **told)


def _rows(tenant: Tenant, source: Source, lead: Lead) -> None:
    now = clock.now()
    crm = Connection.objects.create(tenant=tenant, family="crm", vendor="hubspot", name="HubSpot", state="broken")
    traits = {"tenant": tenant, "lead": lead, "kind": "crm", "queue": "default", "due_at": now}
    for number in range(3):
        Step.objects.create(key=str(number), state="dead", last_error="no such field", connection_id=crm.pk, **traits)
    received = {"tenant": tenant, "source": source, "received_at": now, "body_digest": b""}
    Delivery.objects.create(state="accepted", body=b'{"name": "Dana"}', lead=lead, **received)
    Delivery.objects.create(state="parked", body=b"<xml>", problems={"body": "not understood"}, **received)
    calendar = Connection.objects.create(tenant=tenant, family="calendars", vendor="google", name="Calendar")
    starts_at = now + timedelta(hours=30)
    Appointment.objects.create(
        tenant=tenant,
        lead=lead,
        connection=calendar,
        calendar="primary",
        what="a free visit",
        zone="Pacific/Honolulu",
        state="booked",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        held_until=starts_at,
    )
