"""Use case: which rep gets a lead, asked at the instant of the dial and not when the lead comes in."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from apps.leads.models import Lead
from apps.tenants.models import Tenant

from . import presence, roster
from .chain import Chain
from .chosen import By, Chosen, Wanted
from .models import Assignment
from .taking import Looking, Taking


def rep(lead: Lead, *, tenant: Tenant, wanted: Wanted, now: datetime) -> Chosen:
    """Give the lead to a rep, in the caller's transaction; its end lets the next one of the team choose.

    The owner first, then whoever is named, then the team's turn, then the teams it falls back to. The same lead again
    goes to the same rep as long as they are there, and costs them nothing.
    """
    people, last, today = roster.of(tenant), _last(lead, tenant), _today(tenant, now)
    holder = people.rep(last.rep_id) if last and last.lead_id == lead.pk else None
    if last and holder and not presence.why_not(holder, now=now):
        return Chosen(holder, By(last.by))
    chain = Chain(people, Taking(tenant_id=tenant.pk, today=today), now, today)
    chosen = chain.walk(wanted, known=last.rep_id if last else None)
    if chosen.rep:
        Assignment.objects.create(tenant=tenant, lead_id=lead.pk, rep=chosen.rep, by=chosen.by, chosen_at=now)
    return chosen


def preview(lead: Lead, *, tenant: Tenant, wanted: Wanted, now: datetime) -> Chosen:
    """Who would get the lead; nothing is written, and the lead need not be saved."""
    last = _last(lead, tenant)
    chain = Chain(roster.of(tenant), Looking(), now, _today(tenant, now))
    return chain.walk(wanted, known=last.rep_id if last else None)


def _today(tenant: Tenant, now: datetime) -> date:
    return now.astimezone(tenant.zone).date()


def _last(lead: Lead, tenant: Tenant) -> Assignment | None:
    """The latest assignment of this very lead, else of the same person."""
    own = Assignment.objects.for_tenant(tenant).order_by("-id")
    return own.filter(lead_id=lead.pk).first() or own.filter(lead__in=_same_person(lead, tenant)).first()


def _same_person(lead: Lead, tenant: Tenant) -> list[UUID]:
    # Two look-ups by index rather than one by "or".
    past = Lead.objects.for_tenant(tenant).exclude(pk=lead.pk).order_by("-received_at", "-id")
    ways = [Q(phone=lead.phone)] if lead.phone else []
    ways += [Q(email=lead.email)] if lead.email else []
    return [found for way in ways for found in past.filter(way).values_list("pk", flat=True)[:50]]
