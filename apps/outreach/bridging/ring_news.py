"""Use case: what the carrier tells of a rep's phone moves the ring, and its end the bridge; old news moves nothing."""

from datetime import datetime

from apps.calls.models import Bridge, Ring
from apps.integrations.telephony.base import CallNews, CallStatus
from apps.outreach import kit
from apps.outreach.models import Step
from apps.tenants import access

from . import ending, leading, rounds

Outcome = Ring.Outcome
_OUTCOMES = {
    CallStatus.BUSY: Outcome.BUSY,
    CallStatus.NO_ANSWER: Outcome.NO_ANSWER,
    CallStatus.CANCELED: Outcome.NO_ANSWER,
    CallStatus.FAILED: Outcome.FAILED,
    # Picked up, and no key.
    CallStatus.COMPLETED: Outcome.NO_PRESS,
}


def take(ring: Ring, news: CallNews, *, now: datetime) -> Ring | None:
    """The ring as it stands after the news; None for a call that is not the ring's."""
    with access.as_tenant(ring.tenant_id):
        # The bridge first, as everybody does who changes both.
        bridge = _bridge(ring)
        ring = Ring.locked(ring.tenant_id, ring.pk)
        ring.bridge = bridge
        if ring.provider_id not in ("", news.provider_id):
            return None
        if not ring.provider_id:
            ring.change(provider_id=news.provider_id)
        _moved(ring, news, now=now)
        return ring


def failed(ring: Ring, *, now: datetime) -> None:
    """The phone could not be called at all: the next one's turn."""
    with access.as_tenant(ring.tenant_id):
        bridge = _bridge(ring)
        ring = Ring.locked(ring.tenant_id, ring.pk)
        ring.bridge = bridge
        _ended(ring, Outcome.FAILED, now=now)


def _bridge(ring: Ring) -> Bridge:
    bridge = Bridge.locked(ring.tenant_id, ring.bridge_id)
    bridge.connection = ring.bridge.connection
    return bridge


def _moved(ring: Ring, news: CallNews, *, now: datetime) -> None:
    match news.status:
        case CallStatus.RINGING if not ring.ringing_at:
            # It may come after the question what to do with the answer.
            state = ring.state if ring.answered_at or ring.ended_at else Ring.State.RINGING
            at = min(now, ring.answered_at or now)
            ring.change(state=state, ringing_at=at)
            ending.tell(ring, "rep.ringing", now=at)
        case CallStatus.ANSWERED if not ring.answered_at and not ring.ended_at:
            ring.change(state=Ring.State.ANSWERED, answered_at=now)
            ending.tell(ring, "rep.answered", now=now)
        case status if status.is_final:
            _ended(ring, _OUTCOMES[status], now=now)


def _ended(ring: Ring, outcome: Ring.Outcome, *, now: datetime) -> None:
    if ring.ended_at:
        return
    _close_step(ring, now=now)
    if ring.accepted_at:
        _left(ring, now=now)
        return
    ending.missed(ring, outcome, now=now)
    bridge = ring.bridge
    still = Ring.objects.for_tenant(ring.tenant_id).open().filter(bridge=bridge)
    if ring.purpose != Ring.Purpose.TAKE:
        _not_taken_over(bridge, now=now)
    elif bridge.state == Bridge.State.RINGING and not still.exists():
        go_on(bridge, now=now)


def go_on(bridge: Bridge, *, now: datetime) -> None:
    """Nobody rings any more: the next one, or the end. The bridge is locked."""
    if why := rounds.ring_next(bridge, kit.of(bridge.tenant_id, now=now), now=now):
        leading.in_vain(bridge, why, now=now)


def _left(ring: Ring, *, now: datetime) -> None:
    """Who had accepted has hung up: somebody else has the lead, or the talk is over, or it never began."""
    bridge = ring.bridge
    has_talked, has_passed_on = bool(bridge.talking_at and ring.joined_at), bool(ring.outcome)
    outcome = Outcome.TALKED if has_talked else Outcome.HUNG_UP
    ring.change(state=Ring.State.OVER, outcome=outcome, ended_at=now)
    ending.tell(ring, "rep.left", now=now, outcome=outcome.value, says=outcome.label)
    if bridge.over_at or bridge.winner_id != ring.pk:
        return
    others = Ring.objects.for_tenant(ring.tenant_id).open().filter(bridge=bridge)
    if heir := others.filter(state=Ring.State.ACCEPTED).order_by("number").first():
        bridge.change(winner_id=heir.pk)
        leading.resume(bridge, now=now)
    elif others.exclude(purpose=Ring.Purpose.TAKE).exists():
        return  # the lead was passed on, and somebody rings for them
    elif has_passed_on:
        leading.lost(bridge, now=now)
    elif bridge.talking_at:
        ending.over(bridge, Bridge.Outcome.TALKED, now=now)
        leading.hang_up(bridge)
    else:
        bridge.change(winner_id=None, state=Bridge.State.RINGING, accepted_at=None)
        _once_more(bridge, now=now)


def _not_taken_over(bridge: Bridge, *, now: datetime) -> None:
    """Nobody took the lead over: back to the rep who is still there, or a last word."""
    if bridge.over_at:
        return
    winner = bridge.winner
    if winner and winner.is_there:
        leading.resume(bridge, now=now)
    elif not Ring.objects.for_tenant(bridge.tenant_id).open().filter(bridge=bridge).exists():
        leading.lost(bridge, now=now)


def _once_more(bridge: Bridge, *, now: datetime) -> None:
    if rounds.ring_next(bridge, kit.of(bridge.tenant_id, now=now), now=now):
        leading.in_vain(bridge, Bridge.Outcome.REP_HUNG_UP, now=now)


def _close_step(ring: Ring, *, now: datetime) -> None:
    key = rounds.ring_rep(ring).key
    waiting = Step.objects.for_tenant(ring.tenant_id).filter(
        key=key, state__in=(Step.State.WAITING, Step.State.UNKNOWN)
    )
    waiting.update(state=Step.State.DONE, done_at=now, external_id=ring.provider_id, last_error="")
