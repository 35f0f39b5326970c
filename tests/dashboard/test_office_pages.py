"""Appointments, the checklist from real state, and the audit log that shows one company's changes alone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.appointments.models import Appointment
from apps.compliance.models import DncEntry
from apps.core import clock
from apps.dashboard.queries import bookings
from apps.integrations.models import Connection
from apps.leads.models import Lead, Source
from apps.outreach.models import Playbook
from apps.tenants import access
from apps.tenants.models import Membership, Tenant, User

from .conftest import NewLead, SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(acme: Tenant) -> Any:
    def make(lead: Lead, *, hours: float = 24, starts_at: datetime | None = None, **traits: Any) -> Appointment:
        starts_at = starts_at or clock.now() + timedelta(hours=hours)
        values = {"state": "booked", "calendar": "primary", "what": "a visit", "zone": "America/Chicago"} | traits
        with access.as_tenant(acme.pk):
            calendar, _ = Connection.objects.get_or_create(
                tenant=acme, family="calendars", vendor="google", name="Our calendar"
            )
            return Appointment.objects.create(
                tenant=acme,
                lead=lead,
                connection=calendar,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=30),
                held_until=traits.get("held_until", starts_at),
                **{name: value for name, value in values.items() if name != "held_until"},
            )

    return make


def shown(browser: Client, query: str = "") -> list[tuple[str, str]]:
    page = browser.get(f"/app/acme/appointments/{query}").context["shown"]
    return [(each.lead_name, each.state) for day in page.days for each in day.bookings]


@pytest.mark.parametrize(
    ("page", "roles"),
    [
        ("appointments", ["owner", "manager", "client", "rep"]),
        ("checklist", ["owner", "manager"]),
        ("audit", ["owner", "manager"]),
    ],
)
@pytest.mark.parametrize("role", ["owner", "manager", "client", "rep"])
def test_each_page_is_open_to_its_roles(
    signed_in: SignIn, acme: Tenant, page: str, roles: list[str], role: str
) -> None:
    browser = signed_in(acme, role)

    assert browser.get(f"/app/acme/{page}/").status_code == (200 if role in roles else 403)
    assert (f'href="/app/acme/{page}/"' in browser.get("/app/acme/").content.decode()) == (role in roles)


@pytest.mark.parametrize("page", ["appointments", "checklist", "audit"])
def test_a_stranger_finds_nothing(signed_in: SignIn, acme: Tenant, rival: Tenant, page: str) -> None:
    assert signed_in(rival, "owner").get(f"/app/acme/{page}/").status_code == 404


def test_coming_appointments_are_in_order_and_the_others_apart(owner: Client, new_lead: NewLead, book: Any) -> None:
    book(new_lead("Later Lead"), hours=48)
    book(new_lead("Next Lead"), hours=2)
    book(new_lead("Held Lead"), hours=5, state="held")
    book(new_lead("Lapsed Hold"), hours=6, state="held", held_until=clock.now() - timedelta(minutes=1))
    book(new_lead("Cancelled Lead"), hours=9, state="cancelled")
    book(new_lead("Past Lead"), hours=-30)

    assert shown(owner) == [("Next Lead", "Booked"), ("Held Lead", "Offered, held"), ("Later Lead", "Booked")]
    assert shown(owner, "?when=past") == [("Cancelled Lead", "Cancelled"), ("Past Lead", "Booked")]


def test_the_leads_own_time_is_told_where_it_differs(owner: Client, new_lead: NewLead, book: Any) -> None:
    book(new_lead(), hours=30, zone="Pacific/Honolulu")
    book(new_lead(), hours=60)

    days = owner.get("/app/acme/appointments/").context["shown"].days
    theirs = [each.theirs for day in days for each in day.bookings]

    assert theirs[0].endswith("HST for them")
    assert theirs[1] == ""


@pytest.mark.parametrize(("query", "ahead"), [("?", 1), ("?when=past&", -1)])
def test_pages_of_appointments_turn_without_gap_or_repeat(
    owner: Client, new_lead: NewLead, book: Any, monkeypatch: pytest.MonkeyPatch, query: str, ahead: int
) -> None:
    monkeypatch.setattr(bookings, "PAGE", 3)
    # Those of one row begin at one instant, each in a calendar of its own.
    made = [f"Lead {row}{column}" for row in "ABC" for column in "123"]
    noon = clock.now()
    for name in made:
        starts_at = noon + ahead * timedelta(days=1 + "ABC".index(name[5]))
        book(new_lead(name), starts_at=starts_at, calendar=name)

    seen, behind = [], ""
    while behind is not None:
        page = owner.get(f"/app/acme/appointments/{query}behind={behind}")
        seen += [each.lead_name for day in page.context["shown"].days for each in day.bookings]
        behind = page.context["shown"].last
        assert ('rel="next"' in page.content.decode()) == (behind is not None)

    assert sorted(seen) == made
    assert [name[5] for name in seen] == sorted(name[5] for name in made)


def test_a_place_among_appointments_that_cannot_be_read_is_not_found(owner: Client) -> None:
    assert owner.get("/app/acme/appointments/?behind=tomorrow").status_code == 404


def test_no_appointments_is_said_so(owner: Client, acme: Tenant) -> None:
    assert "No appointment is coming" in owner.get("/app/acme/appointments/").content.decode()


def test_the_checklist_is_read_from_what_is_there(owner: Client, acme: Tenant) -> None:
    before = owner.get("/app/acme/checklist/")
    with access.as_tenant(acme.pk):
        Source.objects.create(tenant=acme, slug="website", name="Website form")
        Connection.objects.create(tenant=acme, family="telephony", vendor="twilio", name="Main line")
        Playbook.objects.create(tenant=acme)

    after = owner.get("/app/acme/checklist/")

    assert (before.context["done"], after.context["done"]) == (0, 3)
    assert "Not ready yet" in after.content.decode()
    assert [item.title for item in after.context["items"] if item.is_needed and not item.is_done] == [
        "Send a lead",
        "Hear it ring",
    ]


def log(user: User, row: Any, message: str) -> None:
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=f"source {row.pk}",
        action_flag=CHANGE,
        change_message=message,
    )


def test_the_audit_log_tells_who_changed_what(owner: Client, acme: Tenant, source: Source) -> None:
    user = User.objects.get(email="owner@acme.example")
    log(user, source, "New address")
    with access.as_tenant(acme.pk):
        DncEntry.objects.create(tenant=acme, phone="+12145550123", reason="asked by mail", added_by="ann@acme.example")

    entries = owner.get("/app/acme/audit/").context["entries"]

    told = {(entry.who, entry.what) for entry in entries}
    assert ("owner@acme.example", f"Changed source {source.pk}: New address") in told
    assert any(who == "ann@acme.example" and "asked by mail" in what and "2145550123" not in what for who, what in told)


def test_whoever_serves_two_companies_is_seen_by_each_in_its_own_affairs_alone(
    owner: Client, acme: Tenant, rival: Tenant, source: Source
) -> None:
    user = User.objects.get(email="owner@acme.example")
    with access.as_tenant(rival.pk):
        Membership.objects.create(tenant=rival, user=user, role="owner")
        theirs = Source.objects.create(tenant=rival, slug="secret", name="SECRET form")
    log(user, theirs, "SECRET change")
    log(user, source, "Open change")

    assert [entry.what for entry in owner.get("/app/acme/audit/").context["entries"]] == [
        f"Changed source {source.pk}: Open change"
    ]


def test_the_audit_log_is_narrowed_by_who(owner: Client, acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        for number, who in enumerate(("ann@acme.example", "bob@acme.example")):
            DncEntry.objects.create(tenant=acme, phone=f"+1214555012{number}", added_by=who)

    assert [entry.who for entry in owner.get("/app/acme/audit/?who=BOB").context["entries"]] == ["bob@acme.example"]


def test_pages_take_as_many_queries_for_much_as_for_little(
    owner: Client, new_lead: NewLead, book: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for hours in range(2, 30, 2):
        book(new_lead(), hours=hours)

    with django_assert_max_num_queries(13):
        owner.get("/app/acme/appointments/")
    with django_assert_max_num_queries(22):
        owner.get("/app/acme/checklist/")
    with django_assert_max_num_queries(20):
        owner.get("/app/acme/audit/")
