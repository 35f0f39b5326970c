"""Use case: what a carrier tells of a call or a message moves them, the lead and the step; old news moves nothing."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from apps.calls import book
from apps.calls.models import Call, CallAttempt, Dial, Message
from apps.integrations.sms.base import TextNews
from apps.integrations.telephony.base import CallNews, CallStatus, PlacedCall
from apps.tenants import access

from . import abandonment, aftermath, contact, dispatch, follow_up, kit, lines, plan
from .bridging import leading
from .ledger import call_news, text_news
from .models import Playbook, Step

# A carrier that has taken a call says so twice, and its news often overtakes its answer.
ANSWER_PATIENCE = timedelta(seconds=2)


class Stray(Exception):
    """The call is not the one that counts any more: it is being hung up."""


def of_call(attempt: CallAttempt, news: CallNews, *, now: datetime) -> Call:
    """Take in the carrier's news of a call; twice or late is harmless.

    Raises `Stray` for a call that was given up and placed anew.
    """
    if news.status is CallStatus.QUEUED and _is_no_news(attempt, news, now=now):
        return attempt.call
    if not news.status.is_final and (call := _entered(attempt, news, now=now)):
        return call
    with access.as_tenant(attempt.tenant_id):
        known = _consequential(attempt, news, now=now)
    if known is None:
        raise Stray
    return known


def _is_no_news(attempt: CallAttempt, news: CallNews, *, now: datetime) -> bool:
    """That the carrier has the call we know already, or hear from its answer to our request, which is on its way."""
    is_asking = not attempt.call.provider_id and now - attempt.intent_at < ANSWER_PATIENCE
    return is_asking or attempt.call.provider_id == news.provider_id


def _consequential(attempt: CallAttempt, news: CallNews, *, now: datetime) -> Call | None:
    """Take in news that ends the call, or is the first that we hear of it. None for a stray that is hung up."""
    call = _entered(attempt, news, now=now)
    if call is None and _recognised(attempt, news, now=now):
        call = _entered(attempt, news, now=now)
    if call and call.ended_at and news.status.is_final:
        _ended(book.locked(attempt), now=now)
    return call


def _entered(attempt: CallAttempt, news: CallNews, *, now: datetime) -> Call | None:
    return call_news.enter(attempt, news, at=instant(news.occurred_at, now=now), now=now)


def _recognised(attempt: CallAttempt, news: CallNews, *, now: datetime) -> bool:
    """Bind the call to its attempt if it is the one that counts, else have it hung up."""
    call = book.locked(attempt)
    if call.provider_id == news.provider_id:
        return True
    try:
        with transaction.atomic():
            is_ours = not call.provider_id and book.latest(call).pk == attempt.pk
            if is_ours:
                _adopt(attempt, news, now=now)
    except IntegrityError:  # its number was given up, and is in another call by now
        is_ours = False
    if not is_ours:
        _suppress(call, news, now=now)
    return is_ours


def of_message(message: Message, news: TextNews, *, now: datetime) -> None:
    """Take in the carrier's news of a message; twice or late is harmless."""
    text_news.enter(message, news, at=instant(news.occurred_at, now=now), now=now)


def instant(said: datetime | None, *, now: datetime) -> datetime:
    """The carrier's time, if it says; where it names whole seconds only, the latest instant that can be meant."""
    if said is None:
        return now
    return min(now, said if said.microsecond else said + timedelta(milliseconds=999))


def _adopt(attempt: CallAttempt, news: CallNews, *, now: datetime) -> Call:
    """Our request's answer was lost or is still on its way: the call is ours by the token in the path."""
    call = book.placed(attempt, PlacedCall(news.provider_id, news.status), now=now, adopted=True)
    waiting = Step.objects.filter(
        tenant_id=attempt.tenant_id, pk=attempt.call.step_id or 0, state__in=(Step.State.UNKNOWN, Step.State.READY)
    )
    playbook = kit.of(attempt.tenant_id, now=now).playbook
    if waiting.exists():
        contact.underway(call, playbook, now=now)
    patience = contact.patience_seconds(playbook)
    waiting.update(
        state=Step.State.WAITING, external_id=news.provider_id, due_at=now + timedelta(seconds=patience), last_error=""
    )
    return call


def _ended(call: Call, *, now: datetime) -> None:
    was_missed = call.answered_at is None and call.state != Call.State.COMPLETED
    if was_missed and kit.of(call.tenant_id, now=now).playbook.texting == Playbook.Texting.UNANSWERED:
        contact.text(call.lead)
    if was_missed or call.talk_seconds is not None:  # else nobody knows, and the estimate stands
        Dial.objects.of_step(call.tenant_id, call.step_id).settle(talk_seconds=call.talk_seconds or 0)
    lines.release(call.tenant_id, call.step_id, kit.of(call.tenant_id, now=now))
    leading.gone(call, now=now)
    if aftermath.of_call(call):
        abandonment.judge(call, now=now)
        follow_up.after_call_ended(call, now=now)


def _suppress(call: Call, news: CallNews, *, now: datetime) -> None:
    if news.status.is_final:
        return
    call.lead.tell("call.suppressed", at=now, origin=news.provider_id, call=str(call.pk), provider_id=news.provider_id)
    hang_up = plan.hang_up(str(call.pk), news.provider_id)
    dispatch.write([hang_up], tenant_id=call.tenant_id, lead=call.lead)
