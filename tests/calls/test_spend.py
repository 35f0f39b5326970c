"""The sums that budgets are held against say what the dials say, whatever becomes of those."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from apps.calls.models import Dial, Spend
from apps.leads.models import Lead, Source
from apps.tenants import access
from apps.tenants.models import Tenant

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


@pytest.fixture
def lead(db: None) -> Lead:
    tenant = Tenant.objects.create(slug="acme", name="Acme Solar")
    with access.as_tenant(tenant.pk):
        source = Source.objects.create(tenant=tenant, slug="website", name="Website form")
        return Lead.objects.create(tenant=tenant, source=source, phone="+12145550101", received_at=NOON)


def dial(lead: Lead, step_id: int, *, minutes: int = 0, state: str = Dial.State.RESERVED) -> Dial:
    at = NOON + timedelta(minutes=minutes)
    made = Dial(tenant=lead.tenant, lead=lead, step_id=step_id, source_id=lead.source_id, phone="+12145550101")
    made.prefix, made.is_new, made.state, made.reserved_at = "+1214555", True, state, at
    made.rate_micros, made.estimate_micros = 20_000, 100_000
    made.save()
    return made


def sums(lead: Lead) -> dict[int, int]:
    """Micro-units by the minute in which their quarter began."""
    found: Counter[int] = Counter()
    for row in Spend.objects.for_tenant(lead.tenant_id):
        found[int((row.quarter - NOON).total_seconds() // 60)] += row.micros
    return {minute: micros for minute, micros in found.items() if micros}


def test_dials_are_summed_by_the_quarter(lead: Lead) -> None:
    with access.as_tenant(lead.tenant_id):
        for step_id, minutes in enumerate((-1, 0, 14, 15)):
            dial(lead, step_id, minutes=minutes)

        assert sums(lead) == {-15: 100_000, 0: 200_000, 15: 100_000}


def test_what_a_wall_stopped_costs_nothing(lead: Lead) -> None:
    with access.as_tenant(lead.tenant_id):
        dial(lead, 1, state=Dial.State.BLOCKED)

        assert sums(lead) == {}


def test_a_call_that_is_over_counts_what_it_cost(lead: Lead) -> None:
    with access.as_tenant(lead.tenant_id):
        dial(lead, 1)

        for _ in range(2):
            Dial.objects.of_step(lead.tenant_id, 1).settle(talk_seconds=61)

        assert sums(lead) == {0: 40_000}


def test_a_call_that_was_not_placed_is_given_back_and_taken_again(lead: Lead) -> None:
    with access.as_tenant(lead.tenant_id):
        dial(lead, 1)
        reservation = Dial.objects.of_step(lead.tenant_id, 1)

        reservation.release()
        given_back = sums(lead)
        reservation.reserve()

        assert (given_back, sums(lead)) == ({}, {0: 100_000})


def test_another_try_counts_in_its_own_quarter(lead: Lead) -> None:
    with access.as_tenant(lead.tenant_id):
        dial(lead, 1)

        Dial.objects.of_step(lead.tenant_id, 1).update(reserved_at=NOON + timedelta(minutes=40))

        assert sums(lead) == {30: 100_000}


def test_a_tenant_sees_its_own_spend_only(lead: Lead) -> None:
    with access.as_tenant(lead.tenant_id):
        dial(lead, 1)
    rival = Tenant.objects.create(slug="rival", name="Rival Solar")

    with access.as_tenant(rival.pk):
        assert not Spend.objects.exists()
