"""Use case: carry out one step, and record what came of it."""

from datetime import datetime
from random import random

import structlog
from django.db import InterfaceError, OperationalError
from pydantic import ValidationError

from apps.core import plugins
from apps.core.clock import Clock
from apps.integrations.errors import ProviderError, Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.models import Connection
from apps.tenants import access

from . import breaker, kit, mishap, retry, settle, steps
from .breaker import Trouble
from .kit import Kit
from .models import Step
from .outcomes import Again, Done, Held, LostLease, Outcome, Recorded, Unsettled, Waiting
from .steps.base import Handler

log = structlog.get_logger(__name__)

# Outcomes that a vendor's answer has led to; the others may have been decided without asking it.
_ANSWERED = (Done, Waiting, Unsettled, Recorded)


def handler_for(kind: str) -> Handler:
    """The handler of a kind of step. Raises `plugins.NoSuchPlugin`."""
    made: Handler = plugins.load(steps, kind, "Handler")()
    return made


def repeatable_kinds() -> list[str]:
    """Kinds that may simply be carried out again."""
    return [name for name in plugins.names(steps) if handler_for(name).repeatable]


def claimed(step: Step, *, clock: Clock) -> None:
    """Carry out a step that `claim` has leased to this worker; never raises for what a vendor or a tenant did."""
    with structlog.contextvars.bound_contextvars(step_id=step.pk, tenant_id=step.tenant_id, kind=step.kind):
        try:
            _end(step, clock=clock)
        except LostLease:
            log.warning("step.lost_lease", attempt=step.attempt, fence=step.fence)


def _end(step: Step, *, clock: Clock) -> None:
    """Whatever happens, the step is given an end or another turn."""
    try:
        _carry_out(step, clock=clock)
    except (LostLease, OperationalError, InterfaceError):
        raise  # without a database nothing can be recorded; the lease brings the step back
    except Exception as error:  # a defect of ours must not run in circles for ever
        log.exception("step.crashed", attempt=step.attempt, fence=step.fence)
        mishap.crashed(step, error, is_repeatable=step.kind in repeatable_kinds(), now=clock())


def _carry_out(step: Step, *, clock: Clock) -> None:
    if step.claimed_from == Step.State.READY and step.attempt > retry.MOST_ATTEMPTS:
        mishap.died(step, ProviderError("every worker that took it died of it", code="deadly"), now=clock())
        return
    handler = handler_for(step.kind)
    works = kit.of(step.tenant_id, now=clock())
    connection = _connection(step, works)
    if instead := _instead(step, handler, connection, clock=clock):
        settle.outcome(step, instead, now=clock())
        return
    try:
        came = _run(handler, step, clock=clock)
    except ProviderError as error:
        log.warning("step.failed", reason=error.reason, code=error.code, exception=type(error).__name__)
        # A call or a text has its connection only since it ran.
        _recover(step, handler, connection or works.connection(step.connection_id), error, clock=clock)
    except ValidationError as error:
        # Settings that a person can mend; pydantic's text would repeat the values.
        fields = ", ".join(str(part["loc"][-1]) for part in error.errors() if part["loc"])
        mishap.died(step, Rejected(f"the connection's settings don't fit: {fields}", code="settings"), now=clock())
    else:
        settle.outcome(step, came, now=clock())
        if connection and isinstance(came, _ANSWERED) and breaker.worked(connection, now=clock()):
            mishap.vendor_back(connection, now=clock())


def _instead(step: Step, handler: Handler, connection: Connection | None, *, clock: Clock) -> Outcome | None:
    """What to do with the step in place of carrying it out."""
    if connection is None:
        return None
    if connection.state == Connection.State.UNAUTHORIZED:
        return Held("the connection is paused until its credentials are changed", code="unauthorized")
    if seconds := breaker.wait_seconds(connection, now=clock()):
        # What may have happened already must not become ready: that would be doing it again.
        is_fresh = step.claimed_from == Step.State.READY
        return Again(seconds, connection.last_error, costs_attempt=False) if is_fresh else handler.postponed(step)
    return None


def _run(handler: Handler, step: Step, *, clock: Clock) -> Outcome:
    verb = {Step.State.UNKNOWN: handler.reconcile, Step.State.WAITING: handler.overdue}
    return verb.get(Step.State(step.claimed_from), handler.run)(step, clock=clock)


def _recover(
    step: Step, handler: Handler, connection: Connection | None, error: ProviderError, *, clock: Clock
) -> None:
    now = clock()
    trouble = _trouble(connection, error, now=now)
    if isinstance(error, Unauthorized) and not _is_outdated(connection):
        mishap.unauthorized(step, connection, error, now=now)
    elif isinstance(error, Rejected):
        mishap.died(step, error, now=now)
    elif step.claimed_from != Step.State.READY:
        # Looking it up failed, not the step: what it was, it still is.
        settle.outcome(step, handler.postponed(step), now=now)
    elif isinstance(error, Unanswered) and not handler.repeatable:
        settle.unknown(step, reason=error.reason, code=error.code, look_in_seconds=handler.settle_seconds, now=now)
    elif trouble is not Trouble.PASSING and now - step.created_at < retry.LONGEST_WAIT:
        # The vendor is down: that is not this step's doing, and does not use up its attempts.
        seconds = breaker.PROBE_EVERY.total_seconds()
        settle.outcome(step, Again(seconds, error.reason, costs_attempt=False), now=now)
    elif retry.is_spent(step.attempt):
        mishap.died(step, error, now=now)
    else:
        seconds = retry.delay_seconds(error, attempt=step.attempt, chance=random)
        settle.retried(step, reason=error.reason, code=error.code, seconds=seconds, now=now)


def _trouble(connection: Connection | None, error: ProviderError, *, now: datetime) -> Trouble:
    if connection is None or not isinstance(error, Unavailable | Unanswered):
        return Trouble.PASSING
    trouble = breaker.failed(connection, reason=error.reason, now=now)
    if trouble is Trouble.BEGINS:
        mishap.vendor_down(connection, error, now=now)
    return trouble


def _is_outdated(connection: Connection | None) -> bool:
    return connection is not None and breaker.has_changed(connection)


def _connection(step: Step, works: Kit) -> Connection | None:
    """As it was two seconds ago at most; while it is in trouble, as it is now."""
    known = works.connection(step.connection_id)
    if known is None or not known.failures:
        return known
    with access.as_tenant(step.tenant_id):
        return Connection.objects.for_tenant(step.tenant_id).filter(pk=known.pk).first()
