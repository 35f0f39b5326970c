"""Use case: place a lead's call exactly once. Reserve and intend in one commit, then one request, then record."""

import time
from dataclasses import dataclass

from apps.calls import book
from apps.calls.models import CallAttempt
from apps.compliance import gate
from apps.compliance.gate import Channel
from apps.core.clock import Clock
from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.models import Connection
from apps.integrations.telephony.base import CallOrder, PlacedCall, Telephony
from apps.tenants import access

from . import addresses, contact, kit, lines
from .kit import Kit
from .models import Playbook, Step
from .outcomes import Again, Held, Outcome, Skipped, Waiting

# A worker that was frozen after its commit must not call on stale grounds.
DEADLINE_SECONDS = 1.0


@dataclass(frozen=True)
class Intent:
    """What was committed, and all that sending it needs."""

    attempt: CallAttempt
    connection: Connection
    playbook: Playbook


def place(step: Step, *, clock: Clock) -> Outcome:
    """Ask the gate, commit the intent, send one request, record the answer. Raises the remedies of `errors`."""
    works = kit.of(step.tenant_id, now=clock())
    way = lines.take(step, works)
    if isinstance(way, Again):
        return way
    try:
        with access.as_tenant(step.tenant_id):
            intent = _intend(step, works, way, clock=clock)
            if not isinstance(intent, Intent | Waiting):
                lines.release(step.tenant_id, step.pk, works)
    except book.Taken:
        with access.as_tenant(step.tenant_id):
            lines.release(step.tenant_id, step.pk, works)
        return Skipped("this number was called a moment ago", code="just_called")
    if not isinstance(intent, Intent):
        return intent
    committed = time.monotonic()
    carrier = intent.connection.telephony()
    order = order_for(intent.attempt, intent.playbook)
    if time.monotonic() - committed > DEADLINE_SECONDS:
        _record_refusal(intent.attempt, "the worker was too slow to call on what it knew")
        return Again(0, "the worker was too slow to call on what it knew", costs_attempt=False)
    taken = _ask(carrier, order, intent.attempt)
    with access.as_tenant(step.tenant_id):
        call = book.placed(intent.attempt, taken, now=clock(), adopted=False)
        return contact.underway(call, intent.playbook, now=clock())


def order_for(attempt: CallAttempt, playbook: Playbook) -> CallOrder:
    """The order as it is, or was, sent for this attempt."""
    vendor = attempt.call.connection.vendor
    return CallOrder(
        to=attempt.call.phone,
        caller_id=attempt.call.caller_id,
        answer_url=addresses.callback(vendor, attempt.token, "answer"),
        status_url=addresses.callback(vendor, attempt.token, "status"),
        ring_seconds=playbook.ring_seconds,
        most_seconds=contact.MOST_TALK_SECONDS,
    )


def _intend(step: Step, works: Kit, way: Connection | Held, *, clock: Clock) -> Intent | Outcome:
    lead = step.subject()
    decision = gate.decide(works.tenant, lead.phone, channel=Channel.CALL)
    decided = contact.decided(lead, decision, step=step, now=clock())
    if not decision.is_allowed:
        lead.tell_all([decided])
        return Skipped(decision.says, code=decision.reasons[0].code)
    if isinstance(way, Held):
        lead.tell_all([decided])
        return way
    connection = way
    caller_id = str(connection.settings.get("caller_id", ""))
    if (call := book.of_step(step.tenant_id, step_id=step.pk)) and call.provider_id:
        # Its news came late, but before we tried again.
        return contact.underway(call, works.playbook, now=clock())
    connection.telephony()  # settings that don't fit must not leave an intent behind
    contact.bind(step, connection)
    attempt = book.intend(lead, step_id=step.pk, connection=connection, caller_id=caller_id, now=clock())
    facts = {"call": str(attempt.call_id), "vendor": connection.vendor, "attempt": step.attempt}
    lead.tell_all([decided, lead.fact("call.requested", at=clock(), origin=str(attempt.pk), **facts)])
    return Intent(attempt, connection, works.playbook)


def _ask(carrier: Telephony, order: CallOrder, attempt: CallAttempt) -> PlacedCall:
    """No transaction is open here: a carrier may take seconds to answer."""
    try:
        return carrier.place(order)
    except Unanswered as error:
        with access.as_tenant(attempt.tenant_id):
            book.unknown(attempt, reason=error.reason)
        raise
    except (Unavailable, Rejected, Unauthorized) as error:
        _record_refusal(attempt, error.reason)
        raise


def _record_refusal(attempt: CallAttempt, reason: str) -> None:
    with access.as_tenant(attempt.tenant_id):
        book.not_placed(attempt, reason=reason)
        # The call has no longer a line: its next try takes one anew.
        lines.release(attempt.tenant_id, attempt.call.step_id, kit.of(attempt.tenant_id, now=attempt.intent_at))
