"""A tenant whose calendar is at the sandbox's Google, on a Monday at eight in Chicago."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pytest_django.fixtures import Settings

from apps.appointments import find, hold
from apps.appointments.hold import Occasion
from apps.appointments.models import Appointment
from apps.appointments.results import Booked, Cancelled, Found, NoCalendar, NotBooked, Pending, Slot, SlotTaken
from apps.core import clock
from apps.integrations import catalog
from apps.integrations.models import Connection
from apps.leads.models import Event, Lead, Source
from apps.outreach import booking, claim, execute, kit
from apps.outreach.models import Step
from apps.scripts.document import Booking
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.sandbox.conftest import only_sandbox, outside, start
from tests.sandbox.outside import Entry, Outside

__all__ = ["only_sandbox", "outside", "start"]

# Of the sandbox's Monday 9:30 and 10:00 are free in the morning, then from noon on.
NOW = datetime(2026, 11, 30, 14, tzinfo=UTC)
TERMS = Booking(what="a roof inspection", minutes=30, notice_minutes=60, days_ahead=7)
OCCASION = Occasion("a roof inspection")
_phones = (f"+1312555{n:04}" for n in itertools.count(2000))


@dataclass
class Practice:
    """One tenant, its calendar and what the outside world saw of it."""

    tenant: Tenant
    source: Source
    connection: Connection
    outside: Outside
    at: datetime = NOW
    calendar: str = field(default="")

    def lead(self, **traits: Any) -> Lead:
        values = {"first_name": "Jane", "last_name": "Sample", "phone": next(_phones), "received_at": NOW} | traits
        with access.as_tenant(self.tenant.pk):
            return Lead.objects.create(tenant=self.tenant, source=self.source, **values)

    def clock(self) -> datetime:
        return self.at

    def find(self, lead: Lead, **asked: Any) -> tuple[Slot, ...]:
        found = find.for_lead(lead, TERMS, now=self.at, **asked)
        assert isinstance(found, Found)
        return found.slots

    def find_nothing(self, lead: Lead, **terms: Any) -> bool:
        return isinstance(find.for_lead(lead, TERMS.model_copy(update=terms), now=self.at), NoCalendar)

    def hold(self, lead: Lead, *slots: Slot) -> tuple[Slot, ...]:
        return hold.slots(lead, slots, OCCASION, now=self.at).slots

    def book(self, lead: Lead, slot: Slot) -> Booked | Pending | SlotTaken | NotBooked:
        return booking.book(lead, slot, TERMS, occasion=OCCASION, clock=self.clock)

    def booked(self, lead: Lead) -> Appointment:
        """The first free time, booked."""
        came = self.book(lead, self.find(lead)[0])
        assert isinstance(came, Booked)
        return came.appointment

    def move(self, appointment: Appointment, slot: Slot) -> Booked | Pending | SlotTaken | NoCalendar:
        return booking.move(appointment, slot, TERMS, clock=self.clock)

    def cancel(self, appointment: Appointment) -> Cancelled | NoCalendar:
        return booking.cancel(appointment, reason="they are ill", clock=self.clock)

    def later(self, **by: float) -> None:
        self.at += timedelta(**by)

    def taken_by_somebody(self, slot: Slot) -> None:
        """In the calendar itself, past us."""
        span = {"start": slot.starts_at.isoformat(), "end": slot.ends_at.isoformat()}
        self.outside.post("/google/_busy", json={"calendar": self.calendar, **span}).raise_for_status()

    def journal(self, kind: str = "calendar.booked") -> list[Entry]:
        return [entry for entry in self.outside.matching(calendar=self.calendar) if entry["kind"] == kind]

    def states(self, lead: Lead) -> list[str]:
        with access.as_tenant(self.tenant.pk):
            mine = Appointment.objects.filter(lead=lead).order_by("starts_at", "pk")
            return list(mine.values_list("state", flat=True))

    def told(self, lead: Lead) -> list[str]:
        with access.as_tenant(self.tenant.pk):
            return list(Event.objects.filter(lead=lead).order_by("pk").values_list("kind", flat=True))

    def reasons(self, lead: Lead) -> list[str]:
        """Why the calendar was of no use, as the timeline says it."""
        with access.as_tenant(self.tenant.pk):
            told = Event.objects.filter(lead=lead, kind="appointment.unavailable").order_by("pk")
            return [event.facts["reason"] for event in told]

    def steps(self, **sought: Any) -> list[Step]:
        with access.as_tenant(self.tenant.pk):
            return list(Step.objects.filter(**sought).order_by("pk"))

    def carry_out(self, kind: str, **sought: Any) -> Step:
        """What a worker does with the only such step of a kind once it is due; how it stands then."""
        [step] = self.steps(kind=kind, **sought)
        with access.as_tenant(self.tenant.pk):
            Step.objects.filter(pk=step.pk).update(due_at=clock.now(), priority=-9)
        taken = claim.next_due(step.queue)
        assert taken is not None
        execute.claimed(taken, clock=self.clock)
        [step] = self.steps(pk=step.pk)
        return step

    def state(self, lead: Lead) -> str:
        with access.as_tenant(self.tenant.pk):
            return Lead.objects.get(pk=lead.pk).state


def practice_at(outside: Outside, slug: str) -> Practice:
    """A tenant with a calendar that nobody has written to."""
    account = {"client_id": "c", "client_secret": "s", "refresh_token": f"r-{slug}"}
    return practice_with("google", account | {"calendar_id": f"c-{uuid4().hex}"}, outside, slug)


def practice_with(vendor: str, account: dict[str, str], outside: Outside, slug: str) -> Practice:
    """A tenant with its calendar at one of the sandbox's vendors."""
    tenant = Tenant.objects.create(slug=slug, name="Summit Roofing", time_zone="America/Chicago", is_demo=True)
    with access.as_tenant(tenant.pk):
        source = Source.objects.create(tenant=tenant, slug="website", name="Website form")
        connection = Connection.objects.create(
            tenant=tenant,
            family="calendars",
            vendor=vendor,
            name="Calendar",
            settings={"base_url": f"{outside.url}/{vendor}"} | account,
        )
    return Practice(tenant, source, connection, outside, calendar=account["calendar_id"])


@pytest.fixture
def trusted(settings: Settings, outside: Outside) -> Iterator[None]:
    settings.LEADHUB_TRUSTED_ORIGINS = [outside.url]
    catalog.http.cache_clear()
    yield
    catalog.http.cache_clear()


@pytest.fixture
def practice(transactional_db: None, trusted: None, outside: Outside) -> Practice:
    kit.forget()
    return practice_at(outside, "summit")


@pytest.fixture
def jane(practice: Practice) -> Lead:
    return practice.lead()
