"""Use case: which rep gets a lead, asked at the instant of the dial and not when the lead comes in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from apps.leads.models import Lead
from apps.tenants import access
from apps.tenants.models import Tenant

from . import presence, roster
from .chain import Chain
from .chosen import By, Chosen, Wanted
from .models import Assignment, Rep
from .taking import Looking, Taking


def rep(lead: Lead, *, tenant: Tenant, wanted: Wanted, now: datetime, without: Collection[int] = frozenset()) -> Chosen:
    """Give the lead to a rep, in the caller's transaction; its end lets the next one of the team choose.

    The owner first, then whoever is named, then the team's turn, then the teams it falls back to. The same lead again
    goes to the same rep as long as they are there, and costs them nothing. Reps in `without` had their chance.
    """
    people, last, today = roster.of(tenant).without(without), _last(lead, tenant), _today(tenant, now)
    holder = people.rep(last.rep_id) if last and last.lead_id == lead.pk else None
    if last and holder and not presence.why_not(holder, now=now):
        return Chosen(holder, last.by)
    chain = Chain(people, Taking(tenant_id=tenant.pk, today=today), now, today)
    chosen = chain.walk(wanted, known=last.rep_id if last else None)
    if chosen.rep:
        Assignment.objects.create(tenant=tenant, lead_id=lead.pk, rep=chosen.rep, by=chosen.by, chosen_at=now)
    return chosen


def everybody(*, tenant: Tenant, wanted: Wanted, now: datetime, without: Collection[int] = frozenset()) -> list[Rep]:
    """Who could take a lead at this instant: of the first team with anybody there; a named rep brings their team's.

    Nothing is given to anybody, and no turn is spent: see `give`.
    """
    people, today = roster.of(tenant).without(without), _today(tenant, now)
    named = people.rep(wanted.rep)
    if named and not presence.why_not(named, now=now):
        return [named]
    for team in people.chain(wanted.team or (named.team_id if named else None)):
        there = [each for each in people.of_team(team) if _takes_leads(each, today, now)]
        if there:
            return there
    return []


def give(lead: Lead, rep_id: int, *, by: By, now: datetime) -> None:
    """The lead is this rep's from now on, in the caller's transaction; nothing if it is theirs already."""
    latest = Assignment.objects.for_tenant(lead.tenant_id).filter(lead_id=lead.pk).order_by("-id").first()
    if latest is None or latest.rep_id != rep_id:
        Assignment.objects.create(tenant_id=lead.tenant_id, lead_id=lead.pk, rep_id=rep_id, by=by, chosen_at=now)


def _takes_leads(rep: Rep, today: date, now: datetime) -> bool:
    return not presence.why_not(rep, now=now) and not presence.why_no_more(rep, today=today)


def preview(lead: Lead, *, tenant: Tenant, wanted: Wanted, now: datetime) -> Chosen:
    """Who would get the lead; nothing is written, and the lead need not be saved."""
    last = _last(lead, tenant)
    chain = Chain(roster.of(tenant), Looking(), now, _today(tenant, now))
    return chain.walk(wanted, known=last.rep_id if last else None)


def phone_of(tenant_id: int, lead_id: UUID) -> str:
    """The number of the rep who has the lead, "" where nobody has it; in a transaction of its own."""
    rows = access.fetch(_PHONE, {"tenant": tenant_id, "lead": lead_id}, tenant_id=tenant_id)
    return str(rows[0][0]) if rows else ""


_PHONE = """
SELECT r.phone FROM routing_assignment a JOIN routing_rep r ON r.tenant_id = a.tenant_id AND r.id = a.rep_id
WHERE a.tenant_id = %(tenant)s AND a.lead_id = %(lead)s ORDER BY a.id DESC LIMIT 1
"""


def _today(tenant: Tenant, now: datetime) -> date:
    return now.astimezone(tenant.zone).date()


@dataclass(frozen=True)
class _Last:
    """An earlier assignment."""

    lead_id: UUID
    rep_id: int
    by: By


def _last(lead: Lead, tenant: Tenant) -> _Last | None:
    """The latest assignment of this very lead, else of the same person."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, {"tenant": tenant.pk, "lead": lead.pk, "phone": lead.phone, "email": lead.email})
        row = cursor.fetchone()
    return _Last(row[0], row[1], By(row[2])) if row else None


# Each way to know a person by its own index; nobody has so many leads that a limit would hide their rep.
_LAST = """
WITH same AS (
    SELECT %(lead)s::uuid AS id
    UNION (SELECT id FROM leads_lead WHERE tenant_id = %(tenant)s AND phone = %(phone)s AND phone <> ''
           ORDER BY received_at DESC LIMIT 50)
    UNION (SELECT id FROM leads_lead WHERE tenant_id = %(tenant)s AND email = %(email)s AND email <> ''
           ORDER BY received_at DESC LIMIT 50)
)
SELECT a.lead_id, a.rep_id, a.by FROM same JOIN routing_assignment a ON a.tenant_id = %(tenant)s AND a.lead_id = same.id
ORDER BY a.lead_id = %(lead)s DESC, a.id DESC LIMIT 1
"""
