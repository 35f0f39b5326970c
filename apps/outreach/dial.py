"""Use case: place a lead's call exactly once. Reserve and intend in one commit, then one request, then record."""

from dataclasses import dataclass, replace

from django.conf import settings

from apps.calls import book
from apps.calls.models import Bridge, CallAttempt
from apps.calls.reading import Contact
from apps.compliance.verdict import Channel
from apps.core.clock import Clock
from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.telephony.base import CallOrder, PlacedCall, Telephony
from apps.tenants import access

from . import abandonment, addresses, contact, deadline, dispatch, kit, lines, plan, reps, talks, voice, walls
from .bridging import holding, seats
from .kit import Kit
from .ledger import call_intent, call_placed
from .ledger.call_intent import Intent
from .ledger.call_placed import Placed
from .lines import Way
from .models import Playbook, Step
from .outcomes import Again, Outcome, Recorded, Skipped, Unsettled
from .permit import Overtaken, Permit


def place(step: Step, *, clock: Clock) -> Outcome:
    """Ask the gate, commit the intent, send one request, record the answer. Raises the remedies of `errors`."""
    works = kit.of(step.tenant_id, now=clock())
    permit = _permitted(step, works, clock=clock)
    if not isinstance(permit, Permit):
        return permit
    waits = holding.has_accepted(step, works)
    only = waits.connection_id if waits else None
    carriers = works.with_a_voice() if permit.is_artificial else works
    way = lines.take(step, permit.lead.phone, carriers, now=clock(), only=only)
    if not isinstance(way, Way):
        return way
    reps.choose_for(step, permit.lead, works, now=clock())
    carrier = way.connection.telephony()  # settings that don't fit must not leave an intent behind
    began = deadline.begin()
    try:
        attempt = call_intent.enter(Intent(step, permit, way.connection, way.number), now=clock())
    except Overtaken:
        lines.release(step.tenant_id, step.pk, works)
        return Again(0, "the person opted out, or others took the room, meanwhile", costs_attempt=False)
    except book.Taken:
        lines.release(step.tenant_id, step.pk, works)
        return Skipped("this number was called a moment ago", code="just_called")
    if attempt is None:
        return _already_placed(step, works.playbook, clock=clock)
    if waits:
        holding.is_for(waits, attempt.call, works, now=clock())
    came = _send(step, Ready(attempt, carrier, works, permit.is_artificial, began, waits), clock=clock)
    if permit.is_artificial:
        talks.ringing(attempt.call)
    walls.running_short(step.tenant_id, permit.room)
    return came


def _permitted(step: Step, works: Kit, *, clock: Clock) -> Permit | Outcome:
    """Whether the lead may be called, and now: a rep may have to accept them first."""
    asked = Contact(Channel.CALL, clock(), step_id=step.pk, artificial_voice=voice.is_artificial(step, works))
    permit = voice.ask(step, asked, works.playbook)
    if not isinstance(permit, Permit):
        holding.not_called(step, works, now=clock())
        return permit
    paused = abandonment.instead_of_calling(step, works, artificial=permit.is_artificial)
    return paused or holding.instead_of_calling(step, permit, works, now=clock()) or permit


@dataclass(frozen=True)
class Ready:
    """A call whose intent is committed. An artificial voice is told what picked up."""

    attempt: CallAttempt
    carrier: Telephony
    works: Kit
    is_artificial: bool
    # When its `deadline` began.
    began: float
    # Whose rep is in its room, and waits for the lead.
    bridge: Bridge | None = None

    @property
    def order(self) -> CallOrder:
        order = order_for(self.attempt, self.works.playbook)
        if self.carrier.rings_rep_first:
            return replace(order, rep_phone=reps.phone_of(self.attempt.call.lead, self.works))
        if not self.is_artificial:
            return order
        machine_url = addresses.callback(self.attempt.call.connection.vendor, self.attempt.token, "machine")
        return replace(order, machine_url=machine_url)


def _send(step: Step, ready: Ready, *, clock: Clock) -> Outcome:
    attempt, works, playbook = ready.attempt, ready.works, ready.works.playbook
    order = ready.order
    if deadline.is_over(ready.began):
        _record_refusal(attempt, deadline.TOO_SLOW, works)
        return Again(0, deadline.TOO_SLOW, costs_attempt=False)
    taken = _ask(ready, order)
    if not taken.provider_id:
        return _unnamed(attempt)
    is_texted = playbook.texting == Playbook.Texting.ALWAYS
    promised = [plan.first_text(str(step.lead_id))] if is_texted else []
    placed = Placed(taken.provider_id, contact.patience_seconds(playbook), promised)
    rings = call_placed.enter(step, attempt, placed, now=clock())
    if rings is None:  # its news was quicker than the answer to our request
        with access.as_tenant(step.tenant_id):
            return contact.underway(book.placed(attempt, taken, now=clock(), adopted=False), playbook, now=clock())
    dispatch.ring(rings)
    return Recorded(Step.State.WAITING)


def _unnamed(attempt: CallAttempt) -> Outcome:
    """Which call it is, only its news will say, or the carrier's list: as after an answer that was lost."""
    reason = "the carrier has not named the call yet"
    with access.as_tenant(attempt.tenant_id):
        book.unknown(attempt, reason=reason)
    return Unsettled(settings.LEADHUB_SETTLE_SECONDS / 3, reason)


def _already_placed(step: Step, playbook: Playbook, *, clock: Clock) -> Outcome:
    """Its news came late, but before we tried again."""
    with access.as_tenant(step.tenant_id):
        call = book.of_step(step.tenant_id, step_id=step.pk)
        if call is None:
            return Again(0, "the call went away while it was looked at", costs_attempt=False)
        return contact.underway(call, playbook, now=clock())


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


def _ask(ready: Ready, order: CallOrder) -> PlacedCall:
    """No transaction is open here: a carrier may take seconds to answer."""
    attempt, works = ready.attempt, ready.works
    try:
        if ready.bridge:
            return seats.rooms_of(ready.bridge).call(order, seats.of_lead(ready.bridge))
        return ready.carrier.place(order)
    except Unanswered as error:
        with access.as_tenant(attempt.tenant_id):
            book.unknown(attempt, reason=error.reason)
        raise
    except (Unavailable, Rejected, Unauthorized) as error:
        _record_refusal(attempt, error.reason, works)
        raise


def _record_refusal(attempt: CallAttempt, reason: str, works: Kit) -> None:
    with access.as_tenant(attempt.tenant_id):
        book.not_placed(attempt, reason=reason)
        lines.release(attempt.tenant_id, attempt.call.step_id, works)
