"""Use case: have the demo's tenants in the database, with a past, and tell the ways in."""

from datetime import datetime

from apps.tenants import access

from . import founding, history, keys, lines
from .companies import COMPANIES, Company
from .founding import Founded
from .keys import Card, Ways


def seed(*, now: datetime) -> Card:
    """Harmless to repeat: only API keys and links are new each time."""
    seeded = [_seed(company, now=now) for company in COMPANIES]
    lines.register(connection for founded, _ in seeded for connection in founded.connections)
    return keys.card([ways for _, ways in seeded], now=now)


def _seed(company: Company, *, now: datetime) -> tuple[Founded, Ways]:
    """One transaction a tenant: workers that run meanwhile see all of it or nothing."""
    tenant = founding.tenant(company)
    with access.as_tenant(tenant.pk):
        founded = founding.furnish(company, tenant, now=now)
        history.write_once(founded, now=now)
        return founded, keys.ways_into(founded, now=now)
