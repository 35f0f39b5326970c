"""Why a tenant gets no leads, or why nobody calls them: one check for each thing that can stand in the way."""

from collections.abc import Sequence
from datetime import datetime

from apps.tenants.models import Tenant

from . import arriving, calling, vendors
from .check import Check


def all_of(tenant: Tenant, *, now: datetime) -> Sequence[Check]:
    """Every check in the order of a lead's way, in about thirteen queries."""
    return (
        arriving.leads(tenant, now=now),
        arriving.sources(tenant, now=now),
        arriving.rejections(tenant, now=now),
        calling.rules(tenant, now=now),
        calling.refusals(tenant, now=now),
        calling.walls(tenant),
        calling.plan(tenant),
        calling.waiting(tenant, now=now),
        vendors.connections(tenant, now=now),
    )
