"""Write what came of a step, under its fence: a worker that lost its lease writes nothing."""

from datetime import datetime, timedelta
from functools import singledispatch

from apps.core import metrics
from apps.leads.models import Lead
from apps.tenants import access

from . import follow_up
from .models import Step
from .outcomes import Again, Done, Held, LostLease, Outcome, Recorded, Skipped, Unsettled, Waiting

State = Step.State


def outcome(step: Step, came: Outcome, *, now: datetime) -> None:
    """Record the outcome and tell the timeline, in one transaction. Raises `LostLease`."""
    _record(came, step, now)
    metrics.step_ended(step.kind, came.state if isinstance(came, Recorded) else type(came).__name__.lower())


def dead(step: Step, *, reason: str, code: str, now: datetime) -> None:
    """The step has failed for good; it stays visible and can be replayed."""
    with access.as_tenant(step.tenant_id):
        _write(step, State.DEAD, done_at=now, last_error=reason[:300], error_code=code[:60])
        _tell(step, "step.dead", now, reason=reason, code=code)
    metrics.step_ended(step.kind, "dead")


def unknown(step: Step, *, reason: str, code: str, look_in_seconds: float, now: datetime) -> None:
    """The vendor may have taken it: find out before anything else."""
    with access.as_tenant(step.tenant_id):
        due_at = now + timedelta(seconds=look_in_seconds)
        _write(step, State.UNKNOWN, due_at=due_at, last_error=reason[:300], error_code=code[:60])
        _tell(step, "step.unknown", now, reason=reason, code=code, next_at=due_at.isoformat())
    metrics.step_ended(step.kind, "unknown")


def retried(step: Step, *, reason: str, code: str, seconds: float, now: datetime) -> None:
    """It did not happen and is tried again later."""
    with access.as_tenant(step.tenant_id):
        due_at = now + timedelta(seconds=seconds)
        _write(step, State.READY, due_at=due_at, last_error=reason[:300], error_code=code[:60])
        _tell(step, "step.retried", now, reason=reason, code=code, next_at=due_at.isoformat())
    metrics.step_ended(step.kind, "retried")


@singledispatch
def _record(came: Outcome, step: Step, now: datetime) -> None:
    raise TypeError(came)


@_record.register
def _(came: Done, step: Step, now: datetime) -> None:
    _write_alone(step, State.DONE, done_at=now, external_id=came.external_id)


@_record.register
def _(came: Skipped, step: Step, now: datetime) -> None:
    with access.as_tenant(step.tenant_id):
        _write(step, State.SKIPPED, done_at=now, last_error=came.reason[:300], error_code=came.code)
        _tell(step, "step.skipped", now, reason=came.reason, code=came.code)
        if step.kind == "call":
            follow_up.after_call_skipped(step, code=came.code, now=now)


@_record.register
def _(came: Held, step: Step, now: datetime) -> None:
    with access.as_tenant(step.tenant_id):
        _write(step, State.HELD, last_error=came.reason[:300], error_code=came.code)
        _tell(step, "step.held", now, reason=came.reason, code=came.code)


@_record.register
def _(came: Waiting, step: Step, now: datetime) -> None:
    _write_alone(step, State.WAITING, due_at=now + timedelta(seconds=came.seconds), external_id=came.external_id)


@_record.register
def _(came: Unsettled, step: Step, now: datetime) -> None:
    _write_alone(step, State.UNKNOWN, due_at=now + timedelta(seconds=came.seconds), last_error=came.reason)


@_record.register
def _(came: Again, step: Step, now: datetime) -> None:
    unspent = 0 if came.costs_attempt else 1
    due_at = now + timedelta(seconds=came.seconds)
    _write_alone(step, State.READY, due_at=due_at, last_error=came.reason, unspent=unspent)


@_record.register
def _(came: Recorded, step: Step, now: datetime) -> None:
    step.state = came.state


def _write(step: Step, state: State, **fields: object) -> None:
    """Write in the caller's transaction."""
    mine = Step.objects.filter(pk=step.pk, tenant_id=step.tenant_id, fence=step.fence, state=State.LEASED)
    if not mine.update(state=state, lease_until=None, **fields):
        raise LostLease
    step.state = state


def _write_alone(step: Step, state: State, **values: object) -> None:
    """Write and nothing else: the usual ends of a step, by one round trip. `values` as in `_WRITE_ALONE`."""
    mine = {"id": step.pk, "tenant": step.tenant_id, "fence": step.fence, "state": state.value}
    unsaid = {"due_at": None, "done_at": None, "external_id": "", "last_error": "", "unspent": 0}
    if not access.fetch(_WRITE_ALONE, unsaid | values | mine, tenant_id=step.tenant_id):
        raise LostLease
    step.state = state


def _tell(step: Step, kind: str, now: datetime, **facts: object) -> None:
    if step.lead_id is not None:
        lead = Lead.reference(step.tenant_id, step.lead_id)
        origin = f"step:{step.pk}:{step.fence}"
        lead.tell(kind, at=now, origin=origin, step=step.pk, step_kind=step.kind, attempt=step.attempt, **facts)


_WRITE_ALONE = """
UPDATE outreach_step
SET state = %(state)s, lease_until = NULL, due_at = COALESCE(%(due_at)s, due_at), done_at = %(done_at)s,
    external_id = COALESCE(NULLIF(%(external_id)s::text, ''), external_id), last_error = left(%(last_error)s, 300),
    attempt = GREATEST(0, attempt - %(unspent)s)
WHERE id = %(id)s AND tenant_id = %(tenant)s AND fence = %(fence)s AND state = 'leased'
RETURNING id
"""
