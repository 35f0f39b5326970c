"""Many leads at once: shares stay those of the weights, and no cap is passed."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from apps.leads.models import Lead, Source
from apps.routing import choose
from apps.routing.chosen import Wanted
from apps.routing.models import Assignment, Rep, Team
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.routing.conftest import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

THREADS, LEADS = 20, 50
WEIGHTS = {"Ada": 5, "Ben": 3, "Cleo": 2}


@pytest.fixture
def leads(tenant: Tenant) -> list[Lead]:
    with access.as_tenant(tenant.pk):
        source = Source.objects.create(tenant=tenant, slug="website", name="Website form")
        team = Team.objects.create(tenant=tenant, name="Sales")
        for rep, weight in WEIGHTS.items():
            Rep.objects.create(tenant=tenant, team=team, name=rep, phone="+12145550100", weight=weight)
        made = [
            Lead(tenant=tenant, source=source, email=f"{nth}@example.com", received_at=NOON + timedelta(seconds=nth))
            for nth in range(THREADS * LEADS)
        ]
        return Lead.objects.bulk_create(made)


def give_all(tenant: Tenant, leads: list[Lead]) -> None:
    """Twenty threads, each with a connection of its own."""
    with access.as_tenant(tenant.pk):
        wanted = Wanted(team=Team.objects.get().pk)

    def give(some: list[Lead]) -> None:
        for lead in some:
            with access.as_tenant(tenant.pk):
                choose.rep(lead, tenant=tenant, wanted=wanted, now=NOON)
        connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(give, [leads[nth::THREADS] for nth in range(THREADS)]))


def test_shares_are_within_one_lead_of_the_weights(tenant: Tenant, leads: list[Lead]) -> None:
    give_all(tenant, leads)

    with access.as_tenant(tenant.pk):
        got = Counter(Assignment.objects.values_list("rep__name", flat=True))
        assert sum(Rep.objects.values_list("credit", flat=True)) == 0
    assert sum(got.values()) == len(leads)
    for rep, weight in WEIGHTS.items():
        assert abs(got[rep] - len(leads) * weight / sum(WEIGHTS.values())) <= 1


def test_nobody_gets_more_than_their_leads_of_a_day(tenant: Tenant, leads: list[Lead]) -> None:
    with access.as_tenant(tenant.pk):
        Rep.objects.update(most_a_day=40)

    give_all(tenant, leads[:200])

    with access.as_tenant(tenant.pk):
        got = Counter(Assignment.objects.values_list("rep__name", flat=True))
        assert got == dict.fromkeys(WEIGHTS, 40)
        assert set(Rep.objects.values_list("taken", flat=True)) == {40}
