"""Usage is counted from the leads and calls that there are, by the tenant's own calendar."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from apps.leads.models import Lead, Source
from apps.outreach import metering
from apps.tenants import access
from apps.tenants.models import Tenant, Usage
from tests import conversed

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 20, 6, tzinfo=UTC)  # in Chicago


@pytest.fixture
def acme() -> Tenant:
    return Tenant.objects.create(slug="acme", name="Acme", time_zone="America/Chicago")


def lead(tenant: Tenant, at: datetime, **traits: Any) -> Lead:
    with access.as_tenant(tenant.pk):
        source, _ = Source.objects.get_or_create(tenant=tenant, slug="website", defaults={"name": "Website"})
        values = {"phone": "+12145550123", "received_at": at} | traits
        return Lead.objects.create(tenant=tenant, source=source, first_name="Dana", **values)


def counted(tenant: Tenant, *, now: datetime = NOW) -> list[tuple[date, int, int, int]]:
    metering.count(now=now)
    with access.as_tenant(tenant.pk):
        rows = Usage.objects.for_tenant(tenant).order_by("day")
        return [(row.day, row.leads, row.calls, row.agent_minutes) for row in rows]


def test_days_begin_at_the_tenants_midnight(acme: Tenant) -> None:
    lead(acme, MIDNIGHT - timedelta(seconds=1))
    lead(acme, MIDNIGHT)

    assert counted(acme) == [(date(2026, 11, 19), 1, 0, 0), (date(2026, 11, 20), 1, 0, 0)]


def test_test_leads_are_not_counted(acme: Tenant) -> None:
    lead(acme, NOW, is_test=True)

    assert counted(acme) == []


def test_calls_that_were_never_placed_are_not_counted(acme: Tenant) -> None:
    person = lead(acme, NOW)
    placed = conversed.call(person, at=NOW - timedelta(hours=1), created_at=NOW - timedelta(hours=1))
    for hours, state in ((2, "reserved"), (3, "released"), (4, "no_answer")):
        at = NOW - timedelta(hours=hours)
        conversed.call(person, at=at, created_at=at, state=state, connection=placed.connection)

    assert counted(acme) == [(date(2026, 11, 20), 1, 2, 0)]


def test_each_minute_begun_of_the_agents_counts(acme: Tenant) -> None:
    call = conversed.call(lead(acme, NOW), at=NOW, created_at=NOW)
    conversed.conversation(call, at=NOW - timedelta(seconds=61), closed_at=NOW)

    assert counted(acme) == [(date(2026, 11, 20), 1, 1, 2)]


def test_counting_again_counts_nothing_twice(acme: Tenant) -> None:
    lead(acme, NOW)

    assert counted(acme) == counted(acme, now=NOW + timedelta(minutes=1)) == [(date(2026, 11, 20), 1, 0, 0)]


def test_a_day_that_nobody_counted_is_made_good(acme: Tenant) -> None:
    lead(acme, NOW - timedelta(days=9))
    counted(acme, now=NOW - timedelta(days=9))
    lead(acme, NOW - timedelta(days=4))

    assert [day for day, *_ in counted(acme)] == [date(2026, 11, 11), date(2026, 11, 16)]


def test_a_lead_that_was_committed_after_midnight_is_in_the_day_that_it_came(acme: Tenant) -> None:
    lead(acme, MIDNIGHT - timedelta(minutes=5))
    counted(acme, now=MIDNIGHT - timedelta(minutes=1))
    lead(acme, MIDNIGHT - timedelta(seconds=30))

    assert counted(acme, now=MIDNIGHT + timedelta(minutes=10)) == [(date(2026, 11, 19), 2, 0, 0)]


def test_a_day_that_is_over_stays_as_it_was(acme: Tenant) -> None:
    lead(acme, MIDNIGHT - timedelta(minutes=5))
    counted(acme, now=MIDNIGHT + timedelta(hours=2))
    lead(acme, NOW)
    counted(acme)
    lead(acme, MIDNIGHT - timedelta(minutes=4))

    assert counted(acme, now=NOW + timedelta(minutes=1))[0] == (date(2026, 11, 19), 1, 0, 0)


def test_a_clock_that_was_set_back_stops_no_counting(acme: Tenant) -> None:
    lead(acme, NOW)
    counted(acme, now=NOW + timedelta(days=40))
    lead(acme, NOW)

    assert counted(acme) == [(date(2026, 11, 20), 2, 0, 0)]


def test_a_new_tenant_begins_with_the_month_before(acme: Tenant) -> None:
    lead(acme, datetime(2026, 9, 30, 12, tzinfo=UTC))
    lead(acme, datetime(2026, 10, 1, 12, tzinfo=UTC))

    assert counted(acme) == [(date(2026, 10, 1), 1, 0, 0)]


def test_each_tenants_are_its_own(acme: Tenant) -> None:
    rival = Tenant.objects.create(slug="rival", name="Rival", time_zone="Asia/Tokyo")
    lead(acme, NOW)
    lead(rival, NOW)
    lead(rival, NOW)

    assert counted(acme) == [(date(2026, 11, 20), 1, 0, 0)]
    assert counted(rival) == [(date(2026, 11, 21), 2, 0, 0)]


@pytest.mark.parametrize(("number", "place"), [(1, 0), (2, 1), (3, 2), (4, 3), (5, None)])
def test_the_lead_of_a_number_is_found(acme: Tenant, number: int, place: int | None) -> None:
    came = [NOW - timedelta(days=days) for days in (9, 4, 4, 0)]
    for at in came:
        lead(acme, at)
        lead(acme, at, is_test=True)
    metering.count(now=NOW)

    with access.as_tenant(acme.pk):
        found = metering.received_at(acme.pk, number=number, first=date(2026, 11, 1), zone=acme.time_zone)

    assert found == (None if place is None else came[place])
