"""A tenant with a team of three, and leads to give them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from apps.leads.models import Lead, Source
from apps.routing.models import Rep, Team
from apps.tenants import access
from apps.tenants.models import Tenant

NOON = datetime(2026, 5, 4, 17, tzinfo=UTC)  # a Monday, 12:00 in Chicago


@pytest.fixture
def tenant(db: None) -> Tenant:
    return Tenant.objects.create(slug="acme", name="Acme Solar", time_zone="America/Chicago")


@pytest.fixture
def inside(tenant: Tenant) -> Iterator[None]:
    """Within the tenant's walls."""
    with access.as_tenant(tenant.pk):
        yield


@pytest.fixture
def source(tenant: Tenant, inside: None) -> Source:
    return Source.objects.create(tenant=tenant, slug="website", name="Website form")


@pytest.fixture
def lead_for(tenant: Tenant, source: Source) -> Callable[..., Lead]:
    """A kept lead."""

    def make(name: str = "Dana", **more: Any) -> Lead:
        known = {"phone": "", "email": f"{name.lower()}@example.com", "received_at": NOON} | more
        return Lead.objects.create(tenant=tenant, source=source, first_name=name, **known)

    return make


@pytest.fixture
def team_of(tenant: Tenant, inside: None) -> Callable[..., Team]:
    """A team with reps of these weights: `team_of("Sales", Ada=2, Ben=1)`."""

    def make(name: str, **weights: int) -> Team:
        made = Team.objects.create(tenant=tenant, name=name)
        for rep, weight in weights.items():
            Rep.objects.create(tenant=tenant, team=made, name=rep, phone="+12145550100", weight=weight)
        return made

    return make
