"""Use case: a wall has stopped a contact, or money runs short. It is counted, the source paused, the team told."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from apps.calls.models import Dial
from apps.calls.walls import HOUR, Room
from apps.compliance.facts import Budget
from apps.compliance.verdict import Verdict
from apps.compliance.walls import SUSPICIOUS
from apps.core import money
from apps.integrations.models import Connection, Family
from apps.leads.models import Lead, Source
from apps.tenants import access

from . import dispatch, plan, suspicion
from .models import Step
from .suspicion import Hour

MINUTE = timedelta(minutes=1)
# After the gate's word and the step's.
_AFTERWARDS = timedelta(microseconds=2)


def stopped(step: Step, lead: Lead, verdict: Verdict, room: Room, *, now: datetime) -> None:
    """Take in that the gate stopped this contact; in the transaction that keeps its decision."""
    codes = [reason.code for reason in verdict.reasons]
    if "spend" in codes:
        _tell_of_budgets(step.tenant_id, (each for each in room.budgets if each.resets_at), room, is_spent=True)
    suspicious = [code for code in codes if code in SUSPICIOUS]
    if not suspicious or not room.is_new or "source_paused" in codes:
        return
    _count(step, lead, suspicious[0], room, now=now)
    if why := suspicion.of(_last_hour(step.tenant_id, room.source_id, now=now)):
        _pause(step.tenant_id, lead, room.source_id, why, now=now)


def running_short(tenant_id: int, room: Room) -> None:
    """Tell the team, once an hour or day, that a call or a text has left less than a fifth of it."""
    short = list(room.short())
    if short:
        with access.as_tenant(tenant_id):
            _tell_of_budgets(tenant_id, short, room, is_spent=False)


def _count(step: Step, lead: Lead, code: str, room: Room, *, now: datetime) -> None:
    dial = Dial(tenant_id=step.tenant_id, step_id=step.pk, lead=lead, source_id=room.source_id, phone=lead.phone)
    dial.prefix, dial.is_new, dial.state, dial.blocked_by = room.prefix, True, Dial.State.BLOCKED, code
    dial.reserved_at = now
    Dial.objects.bulk_create([dial], ignore_conflicts=True)


def _last_hour(tenant_id: int, source_id: int, *, now: datetime) -> Hour:
    values = {"tenant": tenant_id, "source": source_id, "since": now - HOUR, "lately": now - MINUTE}
    ((dials, too_fast, busiest_prefix, stopped_in_a_minute),) = access.fetch(_LAST_HOUR, values, tenant_id=tenant_id)
    return Hour(dials, too_fast, busiest_prefix, stopped_in_a_minute)


def _pause(tenant_id: int, lead: Lead, source_id: int, why: str, *, now: datetime) -> None:
    source = Source.pause(tenant_id, source_id, reason=why, at=now)
    if source is None:
        return
    lead.tell("source.paused", at=now + _AFTERWARDS, origin=f"source:{source_id}", source_name=source.name, reason=why)
    _alert(tenant_id, "source_paused", f"{source_id}:{now:%Y%m%dT%H%M%S}", name=source.name, reason=why)


def _tell_of_budgets(tenant_id: int, budgets: Iterable[Budget], room: Room, *, is_spent: bool) -> None:
    for each in budgets:
        if is_spent and each.spent_micros + room.cost_micros <= each.most_micros:
            continue
        key = f"{each.name}:{'spent' if is_spent else 'short'}:{each.resets_at:%Y%m%dT%H}"
        _alert(tenant_id, "spend", key, budget=each.name, most=money.told(each.most_micros), is_spent=is_spent)


def _alert(tenant_id: int, about: str, key: str, **params: object) -> None:
    told = Connection.objects.for_tenant(tenant_id).usable(Family.ALERTS)
    dispatch.write([plan.alert(about, key, each.pk, **params) for each in told], tenant_id=tenant_id, lead=None)


_LAST_HOUR = """
WITH dial AS (
    SELECT d.prefix, d.state, d.blocked_by, d.reserved_at
    FROM calls_dial d JOIN leads_source s ON s.tenant_id = d.tenant_id AND s.id = d.source_id
    WHERE d.tenant_id = %(tenant)s AND d.source_id = %(source)s AND d.is_new AND d.state <> 'released'
      AND d.reserved_at > GREATEST(%(since)s::timestamptz, s.resumed_at)
)
SELECT count(*), count(*) FILTER (WHERE blocked_by IN ('prefix_velocity', 'source_velocity')),
       COALESCE((SELECT max(n) FROM (SELECT count(*) AS n FROM dial GROUP BY prefix) busiest), 0),
       count(*) FILTER (WHERE state = 'blocked' AND reserved_at > %(lately)s)
FROM dial
"""
