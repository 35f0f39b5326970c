"""Use case: when past leads would have been called first, had their source (not) asked to be called now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from apps.calls.models import Call
from apps.compliance.windows import Hours
from apps.leads.models import Lead, Source
from apps.routing import looking_back
from apps.routing.looking_back import Changed, Portion
from apps.tenants.models import Tenant

from . import openings, zones
from .cadence import spoken
from .cadence.history import NeverLawful


@dataclass(frozen=True)
class Question:
    """The source's switch `asked_now` as it is against what it might be."""

    tenant: Tenant
    source: Source
    before: bool
    after: bool


def portions(question: Question, *, now: datetime) -> Iterator[Portion]:
    """The last 30 days, the newest first, a thousand leads at a time; writes nothing.

    Of the source's leads those who were called: from their coming in on, the first instant at which the hours let us.
    """
    tenant = question.tenant
    for leads in looking_back.portions(tenant, now=now):
        mine = [lead for lead in leads if lead.source_id == question.source.pk]
        made = Call.objects.for_tenant(tenant).made().filter(lead__in=[lead.pk for lead in mine])
        called = set(made.exclude(state=Call.State.RELEASED).values_list("lead_id", flat=True))
        hours = [openings.hours_in_force(asked_now=switch) for switch in (question.before, question.after)]
        found = [_changed(tenant, lead, hours) for lead in mine if lead.pk in called]
        yield Portion(len(leads), [each for each in found if each])


def _changed(tenant: Tenant, lead: Lead, hours: list[Hours | None]) -> Changed | None:
    try:
        was, would_be = (_first_at(tenant, lead, each) for each in hours)
    except NeverLawful:
        return None  # by no switch
    if was == would_be:
        return None
    zone = zones.of_number(lead.phone, tenant_zone=tenant.zone, now=would_be)
    at, former = f"{would_be.astimezone(zone):%a %-d %b, %-H:%M}", spoken.clock(was, would_be, zone)
    how = f"first call {'earlier' if would_be < was else 'later'}"
    return Changed(lead, how, f"first call {at} instead of {former}")


def _first_at(tenant: Tenant, lead: Lead, hours: Hours | None) -> datetime:
    came_at = lead.received_at
    return openings.by_hours(lead.phone, tenant, hours, answers=lead.answers, at=came_at)(came_at).at
