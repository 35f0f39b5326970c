"""How a lead is called: the intent, the carrier's answer to it, and what may go wrong between the two."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.calls import book
from apps.calls.models import Call, CallAttempt
from apps.integrations.errors import ProviderError, Rejected, Unanswered, Unavailable
from apps.integrations.models import Family
from apps.leads.states import State
from apps.outreach import contact
from apps.outreach.models import Playbook, Step

from . import alerting, marks, ringing, texting
from .story import Story

_PASSING = (
    Unavailable("Twilio asks for fewer requests", code="20429", retry_after_seconds=1),
    Unavailable("could not connect"),
)
_FINAL = (
    Rejected("The lead's number can't be reached by phone", code="21214"),
    Rejected("Twilio does not let this account call the lead's number", code="21216"),
)
_LOST = Unanswered("no answer within 8 s")
_LOST_AFTER = timedelta(seconds=8)
_PASSING_CHANCE, _FINAL_CHANCE, _LOST_CHANCE = 0.02, 0.007, 0.012


def carry_out(story: Story, step: Step, *, since: datetime) -> Call:
    """Place the call for a step that is due at `since`, follow it, and send the text that goes with it."""
    stage = story.stage
    at = since + stage.seconds(0.006, 0.09)
    story.start(step, at=at)
    call, attempt = _intend(story, step, at=at)
    while stage.happens(_PASSING_CHANCE) and step.attempt < 4:
        call, attempt = _refused(story, step, call, attempt)
    if stage.happens(_FINAL_CHANCE):
        _refused_for_good(story, step, call, attempt)
    elif stage.happens(_LOST_CHANCE):
        _lost(story, step, call, attempt)
    else:
        _taken(story, step, call, attempt)
    return call


def _intend(story: Story, step: Step, *, at: datetime) -> tuple[Call, CallAttempt]:
    """Ask the gate, reserve the number, write the intent down."""
    story.allow(step, "call", at=at + story.stage.seconds(0.0015, 0.004))
    asked_at = at + story.stage.seconds(0.004, 0.03)
    call = _reserve(story, step, at=asked_at)
    story.stage.rows.calls.append(call)
    return call, _attempt(story, step, call, at=asked_at)


def _reserve(story: Story, step: Step, *, at: datetime) -> Call:
    stage = story.stage
    [connection] = stage.every(Family.TELEPHONY)
    return Call(
        id=marks.uuid7(at, random=stage.random),
        tenant=stage.tenant,
        lead=story.lead,
        step_id=step.pk,
        connection=connection,
        phone=story.lead.phone,
        caller_id=connection.settings["caller_id"],
        reserved_for=DateTimeTZRange(at, at + book.WINDOW),
        created_at=at,
    )


def _attempt(story: Story, step: Step, call: Call, *, at: datetime) -> CallAttempt:
    stage = story.stage
    attempt = CallAttempt(
        id=next(stage.attempt_ids),
        tenant=stage.tenant,
        call=call,
        token=marks.token(random=stage.random),
        intent_at=at,
    )
    stage.rows.attempts.append(attempt)
    facts = {"call": str(call.pk), "vendor": call.connection.vendor, "attempt": step.attempt}
    story.tell("call.requested", at=at, origin=str(attempt.pk), **facts)
    return attempt


def _not_placed(call: Call, attempt: CallAttempt, error: ProviderError) -> None:
    attempt.state, attempt.error = CallAttempt.State.NOT_PLACED, error.reason
    call.state, call.cause = Call.State.RELEASED, error.reason


def _refused(story: Story, step: Step, call: Call, attempt: CallAttempt) -> tuple[Call, CallAttempt]:
    """The carrier has no time: the same call is tried again."""
    error = story.stage.random.choice(_PASSING)
    _not_placed(call, attempt, error)
    due_at = story.fail(step, error, at=attempt.intent_at + story.stage.seconds(0.05, 0.4))
    at = due_at + story.stage.seconds(0.02, 0.4)
    story.start(step, at=at)
    story.allow(step, "call", at=at + timedelta(milliseconds=2))
    asked_at = at + story.stage.seconds(0.004, 0.03)
    call.state, call.cause = Call.State.RESERVED, ""
    call.reserved_for = DateTimeTZRange(asked_at, asked_at + book.WINDOW)
    return call, _attempt(story, step, call, at=asked_at)


def _refused_for_good(story: Story, step: Step, call: Call, attempt: CallAttempt) -> None:
    error = story.stage.random.choice(_FINAL)
    _not_placed(call, attempt, error)
    at = attempt.intent_at + story.stage.seconds(0.05, 0.4)
    for alert in story.die(step, error, at=at):
        alerting.send(story, alert, since=at)


def _taken(story: Story, step: Step, call: Call, attempt: CallAttempt) -> None:
    at = attempt.intent_at + story.stage.seconds(0.045, 0.35)
    _placed(story, call, attempt, at=at, adopted=False)
    story.move_to(State.CONTACTING, at=at, reason="a call is on its way")
    _close(story, step, call, placed_at=at, follows_at=at)


def _lost(story: Story, step: Step, call: Call, attempt: CallAttempt) -> None:
    """Its answer never came: the carrier's first news tells that it has the call, and the worker finds it so."""
    placed_at = attempt.intent_at + story.stage.seconds(0.3, 1.2)
    _placed(story, call, attempt, at=placed_at, adopted=True)
    unknown_at = attempt.intent_at + _LOST_AFTER
    look_seconds: float = settings.LEADHUB_SETTLE_SECONDS / 3
    found_at = unknown_at + timedelta(seconds=look_seconds)
    story.tell_failure("step.unknown", step, _LOST, at=unknown_at, next_at=found_at.isoformat())
    _close(story, step, call, placed_at=placed_at, follows_at=found_at)


def _placed(story: Story, call: Call, attempt: CallAttempt, *, at: datetime, adopted: bool) -> None:
    call.provider_id, call.placed_at = marks.sid("CA", random=story.stage.random), at
    attempt.state, attempt.provider_id = CallAttempt.State.PLACED, call.provider_id
    facts = {"call": str(call.pk), "vendor": call.connection.vendor, "provider_id": call.provider_id}
    story.tell("call.placed", at=at, origin=call.provider_id, **facts, adopted=adopted)


def _close(story: Story, step: Step, call: Call, *, placed_at: datetime, follows_at: datetime) -> None:
    """Follow the call to its end; then the step is done. The text goes when the playbook says so."""
    playbook = story.stage.playbook
    ended_at = ringing.follow(story, call, since=placed_at)
    patience_seconds = contact.patience_seconds(playbook)
    step.due_at = follows_at + timedelta(seconds=patience_seconds)
    story.finish(step, at=max(ended_at, follows_at), external_id=call.provider_id)
    if story.is_texted:
        return
    if playbook.texting == Playbook.Texting.ALWAYS:
        texting.send(story, since=follows_at)
    elif playbook.texting == Playbook.Texting.UNANSWERED and call.answered_at is None:
        texting.send(story, since=ended_at)
