"""Use case: hold what tenants have used against their plans: tell, hold what a plan holds, let it go again.

The sweeper does so beside the leads' way. What it finds stands on the tenant's own row, which the gate reads anyway; so
a few leads beyond a limit may be contacted before it has looked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from apps.integrations.models import Connection, Family
from apps.tenants import access, allowance, usage
from apps.tenants.allowance import Allowance
from apps.tenants.models import CallsHeld, Subscription, Tenant, Usage, UsageNotice
from apps.tenants.usage import Mark, Used

from . import dispatch, metering, plan

EVERY = timedelta(seconds=15)


@dataclass(frozen=True)
class Standing:
    """A tenant's month so far against what its plan allows."""

    tenant: Tenant
    allowed: Allowance
    first: date
    used: Used


def look(*, now: datetime) -> None:
    """Count, and act on what has changed since the last look; harmless to repeat."""
    metering.count(now=now)
    for each in standings(now=now):
        if _may_stir(each):
            _settle(each, now=now)


def standings(*, now: datetime) -> list[Standing]:
    """Of every tenant that is on a plan, in the platform's view of this month."""
    with access.as_platform():
        latest = Subscription.objects.order_by("tenant_id", "-pk").distinct("tenant_id")
        on_plans = list(latest.select_related("plan", "tenant"))
        firsts = {each.tenant_id: month_of(each.tenant, now=now) for each in on_plans}
        used = {first: _used(first) for first in set(firsts.values())}
    return [
        Standing(each.tenant, allowance.by(each), first, used[first].get(each.tenant_id, Used()))
        for each in on_plans
        for first in [firsts[each.tenant_id]]
    ]


def month_of(tenant: Tenant, *, now: datetime) -> date:
    """The first day of the tenant's month."""
    return now.astimezone(tenant.zone).date().replace(day=1)


def _used(first: date) -> dict[int, Used]:
    days = Usage.objects.filter(day__gte=first).order_by().values_list("tenant_id")
    sums = days.annotate(Sum("leads"), Sum("calls"), Sum("agent_minutes"))
    return {tenant_id: Used(leads, calls, agent_minutes) for tenant_id, leads, calls, agent_minutes in sums}


def _may_stir(standing: Standing) -> bool:
    """Whether there is anything to tell, to hold or to let go: most tenants, most of the month, cost no query."""
    is_held = standing.tenant.leads_held_from is not None or standing.tenant.calls_held != CallsHeld.NONE
    return is_held or any(usage.marks(standing.allowed, standing.used))


def _settle(standing: Standing, *, now: datetime) -> None:
    tenant = standing.tenant
    with access.as_tenant(tenant.pk):
        held_from, calls = _held_from(standing), usage.held_calls(standing.allowed, standing.used)
        before = Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
        if (before.leads_held_from, before.calls_held) != (held_from, calls):
            Tenant.objects.filter(pk=tenant.pk).update(leads_held_from=held_from, calls_held=calls)
            if _is_eased(before, held_from, calls):
                dispatch.write([plan.let_go(now)], tenant_id=tenant.pk, lead=None)
        _tell(standing, now=now)


def _held_from(standing: Standing) -> datetime | None:
    """When the first lead came in that the plan has no room for."""
    if not usage.are_leads_over(standing.allowed, standing.used):
        return None
    number, zone = standing.allowed.leads + 1, standing.tenant.time_zone
    return metering.received_at(standing.tenant.pk, number=number, first=standing.first, zone=zone)


def _is_eased(before: Tenant, held_from: datetime | None, calls: CallsHeld) -> bool:
    """Whether something that was held may go now."""
    leads = before.leads_held_from is not None and (held_from is None or held_from > before.leads_held_from)
    order = (CallsHeld.NONE, CallsHeld.AGENT, CallsHeld.ALL)
    return leads or order.index(calls) < order.index(CallsHeld(before.calls_held))


def _tell(standing: Standing, *, now: datetime) -> None:
    """Of two marks that are passed at once the higher one says it all."""
    passed = list(usage.marks(standing.allowed, standing.used))
    told = {(each.measure, each.most, each.percent) for each in _told(standing)} if passed else set()
    fresh = [each for each in passed if (each.measure, each.most, each.percent) not in told]
    UsageNotice.objects.bulk_create([_notice(standing, each, now=now) for each in fresh], ignore_conflicts=True)
    highest = {each.measure: each for each in fresh}
    _promise(standing, highest.values())


def _told(standing: Standing) -> Iterable[UsageNotice]:
    return UsageNotice.objects.for_tenant(standing.tenant).filter(month=standing.first)


def _notice(standing: Standing, mark: Mark, *, now: datetime) -> UsageNotice:
    told = {"measure": mark.measure, "most": mark.most, "percent": mark.percent}
    return UsageNotice(tenant=standing.tenant, month=standing.first, told_at=now, **told)


def _promise(standing: Standing, marks: Iterable[Mark]) -> None:
    """The team's messengers are told, and by mail the owners and LeadHub's operators."""
    messengers = Connection.objects.for_tenant(standing.tenant).usable(Family.ALERTS)
    for mark in marks:
        key = f"{mark.measure}:{standing.first:%Y%m}:{mark.most}:{mark.percent}"
        told = {"measure": mark.measure, "most": mark.most, "percent": mark.percent}
        told |= {"plan": standing.allowed.plan, "holds": standing.allowed.holds}
        steps = [plan.alert("usage", key, each.pk, **told) for each in messengers]
        dispatch.write([*steps, plan.usage_mail(key, **told)], tenant_id=standing.tenant.pk, lead=None)
