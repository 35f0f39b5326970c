"""Use case: let numbers rest that nobody picks up or that people call unwanted, use them again, and tell the team."""

from datetime import datetime, timedelta

from apps.calls import figures, health
from apps.calls.figures import Standing
from apps.calls.health import Then, Verdict
from apps.calls.models import PoolNumber
from apps.integrations.models import Connection, Family
from apps.tenants import access

from . import dispatch, plan

EVERY = timedelta(minutes=1)


def look(*, now: datetime) -> int:
    """Every tenant's numbers, by their latest calls; how many were turned. Harmless to repeat."""
    turned = sum(_use_again(number, now=now) for number in _rested(now))
    for each in figures.in_use():
        verdict = health.judge(each.figures, each.wanted)
        if verdict.then is not Then.GO_ON:
            turned += _put_aside(each, verdict, now=now)
    return turned


def _rested(now: datetime) -> list[PoolNumber]:
    with access.as_platform():
        return list(PoolNumber.objects.filter(state=PoolNumber.State.RESTING, until__lte=now).order_by("id"))


def _use_again(number: PoolNumber, *, now: datetime) -> bool:
    with access.as_tenant(number.tenant_id):
        return number.resume(at=now)


def _put_aside(each: Standing, verdict: Verdict, *, now: datetime) -> bool:
    with access.as_tenant(each.tenant_id):
        number = PoolNumber.objects.get(tenant_id=each.tenant_id, pk=each.number_id)
        until = now + timedelta(hours=each.wanted.rest_hours)
        if verdict.then is Then.QUARANTINE:
            is_turned = number.quarantine(reason=verdict.says)
        else:
            is_turned = number.rest(until=until, reason=verdict.says)
        if is_turned:
            _tell(number, verdict, now=now)
    return is_turned


def _tell(number: PoolNumber, verdict: Verdict, *, now: datetime) -> None:
    """Ids and a label, for a number has no place in a job's arguments."""
    told = Connection.objects.for_tenant(number.tenant_id).usable(Family.ALERTS)
    says = {"name": number.label or f"ending in {number.phone[-4:]}", "reason": verdict.says, "then": verdict.then}
    key = f"{number.pk}:{now:%Y%m%dT%H%M}"
    alerts = [plan.alert("number_off", key, each.pk, **says) for each in told]
    dispatch.write(alerts, tenant_id=number.tenant_id, lead=None)
