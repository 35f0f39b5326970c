"""Use case: call one rep's phone exactly once, and find out what became of a call that nobody knows of."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from apps.calls.models import Bridge, Ring
from apps.core.clock import Clock
from apps.integrations.errors import Rejected, Unanswered, Unauthorized
from apps.integrations.telephony.base import CallOrder, PlacedCall
from apps.outreach import addresses, contact, kit
from apps.outreach.kit import Kit
from apps.outreach.models import Step
from apps.outreach.outcomes import Done, Outcome, Skipped, Unsettled, Waiting
from apps.tenants import access

from . import ending, ring_news, rounds


def call(step: Step, *, clock: Clock) -> Outcome:
    """One request, if the lead still waits for this rep. Raises the remedies of `errors`."""
    works = kit.of(step.tenant_id, now=clock())
    ring = of(step)
    if not _is_wanted(ring):
        with access.as_tenant(step.tenant_id):
            ending.missed(ring, Ring.Outcome.CALLED_OFF, now=clock())
        return Skipped("the lead needs this rep no more", code="called_off")
    if ring.state != Ring.State.INTENT:
        return Unsettled(0, "it may have been called")
    with access.as_tenant(step.tenant_id):
        ending.tell(ring, "rep.requested", now=clock())
    return _taken(ring, _ask(ring, works, clock=clock), works, clock=clock)


def _ask(ring: Ring, works: Kit, *, clock: Clock) -> PlacedCall:
    """No transaction is open here: a carrier may take seconds to answer."""
    try:
        return ring.bridge.connection.telephony().place(order_for(ring, works))
    except Unanswered:
        with access.as_tenant(ring.tenant_id):
            ring.change(state=Ring.State.UNKNOWN)
        raise
    except (Rejected, Unauthorized):
        ring_news.failed(ring, now=clock())
        raise


def _taken(ring: Ring, placed: PlacedCall, works: Kit, *, clock: Clock) -> Outcome:
    """The carrier has the call; its news may have been quicker than its answer."""
    with access.as_tenant(ring.tenant_id):
        now_stands = Ring.locked(ring.tenant_id, ring.pk)
        is_new = now_stands.state in (Ring.State.INTENT, Ring.State.UNKNOWN)
        state = Ring.State.PLACED if is_new else now_stands.state
        now_stands.change(provider_id=now_stands.provider_id or placed.provider_id, state=state)
    if now_stands.ended_at:
        return Done(placed.provider_id)
    return Waiting(patience_seconds(works), placed.provider_id)


def look_up(step: Step, *, clock: Clock) -> Outcome:
    """Nobody knows whether the phone was called: adopt the call if it was; else the next rep's turn."""
    works, ring = kit.of(step.tenant_id, now=clock()), of(step)
    if ring.ended_at:
        return Done(ring.provider_id)
    if ring.provider_id:
        return Waiting(patience_seconds(works), ring.provider_id)
    found = ring.bridge.connection.telephony().find(order_for(ring, works), since=ring.requested_at)
    if unbound := _unbound(found, ring):
        return _taken(ring, unbound[0], works, clock=clock)
    settle_seconds: float = settings.LEADHUB_SETTLE_SECONDS
    if clock() - ring.requested_at < timedelta(seconds=settle_seconds):
        return Unsettled(settle_seconds / 3, "the carrier does not know the call yet")
    ring_news.failed(ring, now=clock())
    return Skipped("the carrier never had the call", code="never_placed")


def ask_for_the_end(step: Step, *, clock: Clock) -> Outcome:
    """The carrier's last word on a rep's call is overdue: ask for it, or their phone stays busy for us."""
    ring = of(step)
    if ring.ended_at or not ring.provider_id:
        return Done(ring.provider_id)
    news = ring.bridge.connection.telephony().fetch(ring.provider_id)
    ring_news.take(ring, news, now=clock())
    return Done(news.provider_id) if news.status.is_final else Waiting(contact.SILENCE_SECONDS)


def hang_up(step: Step, *, now: datetime) -> bool:
    """End the rep's call, or find that there will be none. False while its id is still to come."""
    ring = of(step)
    if ring.ended_at:
        return True
    if not ring.provider_id:
        if _is_still_to_come(ring):
            return False
        ring_news.failed(ring, now=now)
        return True
    ring.bridge.connection.telephony().hang_up(ring.provider_id)
    return True


def order_for(ring: Ring, works: Kit) -> CallOrder:
    """The order as it is, or was, sent for this ring."""
    vendor = ring.bridge.connection.vendor
    return CallOrder(
        to=ring.phone,
        caller_id=str(ring.bridge.connection.settings.get("caller_id", "")),
        answer_url=addresses.callback(vendor, ring.token, "rep-offer"),
        status_url=addresses.callback(vendor, ring.token, "rep-status"),
        ring_seconds=works.playbook.rep_ring_seconds,
        most_seconds=contact.MOST_TALK_SECONDS,
    )


def patience_seconds(works: Kit) -> float:
    """How long a rep's call may take altogether."""
    return works.playbook.rep_ring_seconds + contact.MOST_TALK_SECONDS + contact.SILENCE_SECONDS


def of(step: Step) -> Ring:
    """The step's ring, with its bridge and the carrier's connection."""
    with access.as_tenant(step.tenant_id):
        rings = Ring.objects.for_tenant(step.tenant_id).select_related("bridge__connection")
        return rings.get(pk=step.params["ring"])


def _is_wanted(ring: Ring) -> bool:
    bridge = ring.bridge
    if ring.ended_at or ring.outcome or bridge.over_at:
        return False
    return ring.purpose != Ring.Purpose.TAKE or bridge.state == Bridge.State.RINGING


def _is_still_to_come(ring: Ring) -> bool:
    """Whether the step that calls this phone still may: one that is held or dead names no call any more."""
    with access.as_tenant(ring.tenant_id):
        mine = Step.objects.for_tenant(ring.tenant_id).filter(key=rounds.ring_rep(ring).key)
        return mine.filter(state__in=Step.OPEN).exists()


def _unbound(found: Sequence[PlacedCall], ring: Ring) -> list[PlacedCall]:
    """Calls that are not another ring's, the newest first."""
    ids = [each.provider_id for each in found]
    with access.as_tenant(ring.tenant_id):
        taken = Ring.objects.for_tenant(ring.tenant_id).filter(provider_id__in=ids)
        known = set(taken.values_list("provider_id", flat=True))
    return [each for each in found if each.provider_id not in known]
