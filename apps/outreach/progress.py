"""Use case: what a carrier tells of a call or a message moves them, the lead and the step; old news moves nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from apps.calls import book
from apps.calls.models import Call, CallAttempt, Message
from apps.integrations.sms.base import TextNews, TextStatus
from apps.integrations.telephony.base import CallNews, CallStatus, PlacedCall
from apps.leads.models import Lead
from apps.leads.states import State

from . import contact, dispatch, follow_up, kit, lines, plan
from .models import Playbook, Step

_MARKS = {CallStatus.RINGING: "ringing_at", CallStatus.ANSWERED: "answered_at"}
_MACHINES = ("machine", "voicemail", "fax")


class Stray(Exception):
    """The call is not the one that counts any more: it is being hung up."""


def of_call(attempt: CallAttempt, news: CallNews, *, now: datetime) -> Call:
    """Take in the carrier's news of a call, in the caller's transaction; twice or late is harmless.

    Raises `Stray` for a call that was given up and placed anew.
    """
    call = book.locked(attempt)
    if call.provider_id != news.provider_id and (call.provider_id or book.latest(call).pk != attempt.pk):
        _suppress(call, news, now=now)
        raise Stray
    if not call.provider_id:
        try:
            with transaction.atomic():
                call = _adopt(attempt, news, now=now)
        except IntegrityError as error:  # its number was given up, and is in another call by now
            _suppress(call, news, now=now)
            raise Stray from error
    _apply(call, news, now=now)
    return call


def of_message(message: Message, news: TextNews, *, now: datetime) -> None:
    """Take in the carrier's news of a message, in the caller's transaction; twice or late is harmless."""
    message = Message.objects.select_for_update().get(tenant_id=message.tenant_id, pk=message.pk)
    states = Message.State
    ranks = {states.INTENT: -1, states.UNKNOWN: -1, states.QUEUED: 0, states.SENT: 1}
    if news.status.rank <= ranks.get(states(message.state), 2):
        return
    at = instant(news.occurred_at, now=now)
    message.state, message.cause = news.status.value, news.cause[:200]
    message.provider_id = message.provider_id or news.provider_id
    message.sent_at = message.sent_at or at
    message.ended_at = at if news.status.is_final else None
    message.save(update_fields=["state", "cause", "provider_id", "sent_at", "ended_at"])
    if message.lead_id and news.status != TextStatus.QUEUED:
        facts = {"message": str(message.pk), "cause": news.cause, "code": news.code}
        lead = Lead.reference(message.tenant_id, message.lead_id)
        lead.tell(f"sms.{news.status.value}", at=at, origin=str(message.pk), **facts)
    _close(message.tenant_id, message.step_id, message.provider_id, now=now)


def instant(said: datetime | None, *, now: datetime) -> datetime:
    """The carrier's time, if it says; where it names whole seconds only, the latest instant that can be meant."""
    if said is None:
        return now
    return min(now, said if said.microsecond else said + timedelta(milliseconds=999))


def _adopt(attempt: CallAttempt, news: CallNews, *, now: datetime) -> Call:
    """Our request's answer was lost or is still on its way: the call is ours by the token in the path."""
    call = book.placed(attempt, PlacedCall(news.provider_id, news.status), now=now, adopted=True)
    waiting = Step.objects.filter(
        tenant_id=attempt.tenant_id, pk=attempt.call.step_id, state__in=(Step.State.UNKNOWN, Step.State.READY)
    )
    playbook = kit.of(attempt.tenant_id, now=now).playbook
    if waiting.exists():
        contact.underway(call, playbook, now=now)
    patience = playbook.ring_seconds + contact.MOST_TALK_SECONDS + contact.SILENCE_SECONDS
    waiting.update(
        state=Step.State.WAITING, external_id=news.provider_id, due_at=now + timedelta(seconds=patience), last_error=""
    )
    return call


def _apply(call: Call, news: CallNews, *, now: datetime) -> None:
    at = instant(news.occurred_at, now=now)
    _tell(call, news, at=at)
    if changes := dict(_changes(call, news, at=at)):
        for name, value in changes.items():
            setattr(call, name, value)
        call.save(update_fields=changes)
    if news.status.rank >= CallStatus.ANSWERED.rank:
        book.know_record(call)
    is_person = not any(word in call.answered_by for word in _MACHINES)
    if news.status == CallStatus.ANSWERED and call.answered_at and is_person:
        call.lead.move_to(State.ENGAGED, at=call.answered_at, reason="answered the call")
    if call.ended_at and news.status.is_final:
        _ended(call, now=now)


def _changes(call: Call, news: CallNews, *, at: datetime) -> Iterator[tuple[str, object]]:
    """What the news makes of the call; what is known already, and later news, stand."""
    mark = _MARKS.get(news.status)
    if mark and getattr(call, mark) is None:
        yield mark, at
    if news.answered_by and news.answered_by != call.answered_by:
        yield "answered_by", news.answered_by
    if news.attestation and news.attestation != call.attestation:
        yield "attestation", news.attestation
    if news.status.rank > _rank(call):
        yield "state", Call.State(news.status.value)
        if news.status.is_final:
            yield from (("ended_at", at), ("cause", news.cause[:200]), ("talk_seconds", news.talk_seconds))


def _ended(call: Call, *, now: datetime) -> None:
    was_missed = call.answered_at is None and call.state != Call.State.COMPLETED
    if was_missed and kit.of(call.tenant_id, now=now).playbook.texting == Playbook.Texting.UNANSWERED:
        contact.text(call.lead)
    _close(call.tenant_id, call.step_id, call.provider_id, now=now)
    lines.release(call.tenant_id, call.step_id, kit.of(call.tenant_id, now=now))
    follow_up.after_call_ended(call, now=now)


def _close(tenant_id: int, step_id: int | None, external_id: str, *, now: datetime) -> None:
    """The news is in: nothing to wait for. A worker that still holds the step's lease finds that out itself."""
    waiting = (Step.State.WAITING, Step.State.UNKNOWN)
    Step.objects.filter(tenant_id=tenant_id, pk=step_id or 0, state__in=waiting).update(
        state=Step.State.DONE, done_at=now, external_id=external_id, last_error=""
    )


def _rank(call: Call) -> int:
    return CallStatus(call.state).rank if call.state in CallStatus else -1


def _tell(call: Call, news: CallNews, *, at: datetime) -> None:
    if news.status == CallStatus.QUEUED:
        return
    facts: dict[str, object] = {"call": str(call.pk), "cause": news.cause, "talk_seconds": news.talk_seconds}
    facts |= {"answered_by": news.answered_by, "attestation": news.attestation}
    facts = {key: value for key, value in facts.items() if value not in ("", None)}
    call.lead.tell(f"call.{news.status.value}", at=at, origin=news.provider_id, **facts)


def _suppress(call: Call, news: CallNews, *, now: datetime) -> None:
    if news.status.is_final:
        return
    call.lead.tell("call.suppressed", at=now, origin=news.provider_id, call=str(call.pk), provider_id=news.provider_id)
    hang_up = plan.hang_up(str(call.pk), news.provider_id)
    dispatch.write([hang_up], tenant_id=call.tenant_id, lead=call.lead)
