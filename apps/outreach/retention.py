"""Use case: recordings that tenant or plan no longer keep are deleted, here and at the carrier's; timelines say so."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from apps.calls import recordings
from apps.calls.models import Conversation, Recording
from apps.core.clock import Clock
from apps.leads.models import Lead
from apps.tenants import access

from . import dispatch, plan
from .models import Playbook

EVERY = timedelta(minutes=10)
MOST_AT_ONCE = 100
# Well within a step's lease, whatever the last deletion takes.
LONGEST = timedelta(seconds=12)
USUAL_DAYS: int = Playbook._meta.get_field("recording_days").default


@dataclass(frozen=True)
class Old:
    """A recording whose days are over; `name` is "" where the carrier alone has it."""

    tenant_id: int
    lead_id: UUID
    call_id: UUID
    id: UUID
    name: str
    is_carriers: bool


def promise(*, now: datetime) -> int:
    """One step a tenant and slot of time, where something is old; gives for how many tenants."""
    values: dict[str, object] = {"now": now, "usual": USUAL_DAYS}
    found = access.fetch(_TENANTS, values, tenant_id=access.EVERY_TENANT)
    slot = int(now.timestamp() // EVERY.total_seconds())
    for (tenant_id,) in found:
        with access.as_tenant(tenant_id):
            dispatch.write([plan.retention(slot)], tenant_id=tenant_id, lead=None)
    return len(found)


def delete_old(tenant_id: int, *, clock: Clock) -> bool:
    """Delete what is older than the tenant keeps it, the oldest first; False if more is left.

    The file goes first: whoever dies then finds the row again, and a file that is gone is no error. No transaction is
    open meanwhile. Raises `OSError` where the storage does not answer; then all that is left stays.
    """
    until = clock() + LONGEST
    values: dict[str, object] = {"now": clock(), "usual": USUAL_DAYS, "most": MOST_AT_ONCE}
    found = [Old(*row) for row in access.fetch(_OLD, values, tenant_id=tenant_id)]
    for old in found:
        if clock() > until:
            return False
        recordings.delete(old.name)
        with access.as_tenant(old.tenant_id):
            forget(old, reason="its days are over", now=clock())
    return len(found) < MOST_AT_ONCE


def forget(old: Old, *, reason: str, now: datetime) -> None:
    """The file is gone: say so, and have the carrier delete what it still has. In the tenant's view."""
    lead = Lead.reference(old.tenant_id, old.lead_id)
    if old.is_carriers:
        mine = Recording.objects.filter(tenant_id=old.tenant_id, pk=old.id, deleted_at=None)
        if is_new := bool(mine.update(name="", waveform=b"", deleted_at=now)):
            left = Recording.objects.filter(tenant_id=old.tenant_id, pk=old.id, is_at_carrier=True)
            steps = [plan.recording(str(row.pk), again="delete") for row in left]
            dispatch.write(steps, tenant_id=old.tenant_id, lead=lead)
    else:
        talked = Conversation.objects.filter(tenant_id=old.tenant_id, pk=old.id, recording=old.name)
        is_new = bool(talked.update(recording="", waveform=b""))
    if is_new:
        lead.tell("recording.deleted", at=now, origin=str(old.id), call=str(old.call_id), reason=reason)


_FROM = """
FROM (
    SELECT tenant_id, lead_id, call_id, id, recording AS name, false AS is_carriers, closed_at AS at
    FROM calls_conversation WHERE recording <> ''
    UNION ALL
    SELECT tenant_id, lead_id, call_id, id, name, true, made_at
    FROM calls_recording WHERE deleted_at IS NULL
) AS old
LEFT JOIN outreach_playbook p ON p.tenant_id = old.tenant_id
LEFT JOIN LATERAL (
    SELECT COALESCE(s.recording_days, sold.recording_days) AS days
    FROM tenants_subscription s JOIN tenants_plan sold ON sold.id = s.plan_id
    WHERE s.tenant_id = old.tenant_id ORDER BY s.id DESC LIMIT 1
) allowed ON true
WHERE old.at < %(now)s::timestamptz
               - make_interval(days => LEAST(COALESCE(p.recording_days, %(usual)s::int), NULLIF(allowed.days, 0)))
"""
_TENANTS = f"SELECT DISTINCT old.tenant_id {_FROM}"
_OLD = f"""
SELECT old.tenant_id, old.lead_id, old.call_id, old.id, old.name, old.is_carriers {_FROM}
ORDER BY old.at, old.id LIMIT %(most)s
"""
