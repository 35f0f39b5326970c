"""What decides the hour of a lead's next attempt beside its ladder; and a ladder played through with it."""

from datetime import datetime

from apps.calls import book
from apps.leads.models import Lead
from apps.tenants.models import Tenant

from . import habits, openings, zones
from .cadence import rehearsal
from .cadence.history import Outcome, Surroundings
from .cadence.ladder import Ladder, NextAt
from .cadence.rehearsal import Rehearsal
from .openings import Openings


def of_lead(lead: Lead, ladder: Ladder, tenant: Tenant, *, now: datetime) -> Surroundings:
    """The number's zone, the gate's word and the tenant's answer history; in the caller's view.

    No number: one in the tenant's zone, that may always be called.
    """
    has_hours = ladder.best_hour and any(isinstance(rung.delay, NextAt) for rung in ladder.rungs)
    open_at = openings.of_lead(lead, tenant, now=now) if lead.phone else Openings()
    return Surroundings(
        zone=zones.of_number(lead.phone, tenant_zone=tenant.zone, now=now),
        lawful=open_at.lawful,
        closed=open_at.closed,
        rates=habits.by_hour(tenant.pk, tenant_zone=tenant.zone, now=now) if has_hours else {},
        key=str(lead.pk),
    )


def rehearse(ladder: Ladder, around: Surroundings, *, first_at: datetime, outcome: Outcome) -> Rehearsal:
    """Every attempt that would follow a first call at `first_at`, if each call ended like `outcome`."""
    return rehearsal.play(ladder, first_at=first_at, window=book.WINDOW, around=around, outcome=outcome)
