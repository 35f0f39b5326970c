"""Use case: find out at the carrier what became of a call that nobody knows of (RELIABILITY 3.2, 5 and 6)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from apps.calls import book
from apps.calls.models import CallAttempt
from apps.core.clock import Clock
from apps.integrations.telephony.base import PlacedCall
from apps.tenants import access

from . import contact, dial, dispatch, kit, plan, progress
from .models import Step
from .outcomes import Again, Done, Held, Outcome, Unsettled, Waiting

# After this many tries of which the carrier knows nothing a person decides.
MOST_TRIES = 3
LOOKS = 2


def call(step: Step, *, clock: Clock) -> Outcome:
    """Adopt the call if it was placed; try again only when it surely was not."""
    playbook = kit.of(step.tenant_id, now=clock()).playbook
    with access.as_tenant(step.tenant_id):
        attempt = _latest_attempt(step)
        if attempt is None or attempt.state == CallAttempt.State.NOT_PLACED:
            return Again(0, "the worker stopped before it called")
        if attempt.state == CallAttempt.State.PLACED:
            return contact.underway(attempt.call, playbook, now=clock())
    carrier = attempt.call.connection.telephony()
    found = carrier.find(dial.order_for(attempt, playbook), since=attempt.intent_at)
    with access.as_tenant(step.tenant_id):
        return _adopt(step, attempt, _unbound(found, attempt), now=clock())


def call_end(step: Step, *, clock: Clock) -> Outcome:
    """The carrier's last word on a call is overdue: ask for it."""
    with access.as_tenant(step.tenant_id):
        attempt = _latest_attempt(step)
    if attempt is None or not attempt.call.provider_id:
        return Unsettled(0, "there is no call to wait for")
    news = attempt.call.connection.telephony().fetch(attempt.call.provider_id)
    with access.as_tenant(step.tenant_id):
        progress.of_call(attempt, news, now=clock())
    return Done(news.provider_id) if news.status.is_final else Waiting(contact.SILENCE_SECONDS)


def _adopt(step: Step, attempt: CallAttempt, found: Sequence[PlacedCall], *, now: datetime) -> Outcome:
    if not found:
        return _not_found(attempt, now=now)
    newest, *others = found
    call = book.placed(attempt, newest, now=now, adopted=True)
    hang_ups = [plan.hang_up(str(attempt.call_id), other.provider_id) for other in others]
    dispatch.write(hang_ups, tenant_id=step.tenant_id, lead=call.lead)
    return contact.underway(call, kit.of(step.tenant_id, now=now).playbook, now=now)


def _not_found(attempt: CallAttempt, *, now: datetime) -> Outcome:
    """An empty list proves nothing while it may lag behind: two empty looks, and old enough."""
    settle_seconds: float = settings.LEADHUB_SETTLE_SECONDS
    attempt.empty_looks += 1
    attempt.save(update_fields=["empty_looks"])
    if attempt.empty_looks < LOOKS or now - attempt.intent_at < timedelta(seconds=settle_seconds):
        return Unsettled(settle_seconds / 3, "the carrier does not know the call yet")
    if not book.not_placed(attempt, reason="the carrier never had it"):
        return Unsettled(0, "its news came while we looked")
    tries = CallAttempt.objects.filter(tenant_id=attempt.tenant_id, call_id=attempt.call_id).count()
    if tries >= MOST_TRIES:
        return Held("the carrier never had the call, several times over", code="never_placed")
    return Again(0, "the carrier never had the call")


def _unbound(found: Sequence[PlacedCall], attempt: CallAttempt) -> list[PlacedCall]:
    """Calls that no other attempt has claimed."""
    bound = set(
        CallAttempt.objects.filter(
            tenant_id=attempt.tenant_id, provider_id__in=[call.provider_id for call in found]
        ).values_list("provider_id", flat=True)
    )
    return [call for call in found if call.provider_id not in bound]


def _latest_attempt(step: Step) -> CallAttempt | None:
    attempts = CallAttempt.objects.for_tenant(step.tenant_id).filter(call__step_id=step.pk)
    return attempts.select_related("call__connection", "call__lead").order_by("pk").last()
