"""What comes of the first text message, and what people write back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.calls.models import Message
from apps.compliance.models import DncEntry
from apps.integrations.errors import Rejected
from apps.integrations.models import Family
from apps.leads.states import State
from apps.outreach import plan, wording
from apps.outreach.models import Step

from . import alerting, marks
from .story import Story

NO_MOBILE = Rejected("The lead's number is not a mobile number", code="21614")
STOP_REASON = "they wrote STOP"
_REPLY_CHANCE = 0.16
_STOPS = ("STOP", "Stop", "STOP ALL", "Unsubscribe")
_STOP_CHANCE = 0.12


@dataclass(frozen=True)
class Fate:
    """How the carrier's news ends."""

    state: Message.State
    weight: float
    code: str = ""
    cause: str = ""


_FATES = (
    Fate(Message.State.DELIVERED, 88),
    Fate(Message.State.SENT, 3),
    Fate(Message.State.UNDELIVERED, 3, "30003", "phone off, out of reach or unable to receive texts"),
    Fate(Message.State.UNDELIVERED, 3, "30006", "landline or unreachable carrier"),
    Fate(Message.State.UNDELIVERED, 1, "30007", "filtered by the carrier"),
    Fate(Message.State.FAILED, 0.5, NO_MOBILE.code),
)


def send(story: Story, *, since: datetime) -> None:
    """Promise the first text and carry it out."""
    stage, story.is_texted = story.stage, True
    (fate,) = stage.random.choices(_FATES, [each.weight for each in _FATES])
    step = story.promise(plan.first_text(str(story.lead.pk)), at=since)
    started_at = since + stage.seconds(0.008, 0.06)
    asked_at = started_at + stage.seconds(0.003, 0.012)
    story.start(step, at=started_at)
    story.allow(step, "sms", at=started_at + stage.seconds(0.001, 0.003))
    message = _intend(story, step, at=asked_at)
    answered_at = asked_at + stage.seconds(0.06, 0.4)
    if fate.state is Message.State.FAILED:
        _refused(story, step, message, at=answered_at)
        return
    _sent(story, step, message, at=answered_at)
    if fate.state is not Message.State.SENT:
        _reported(story, message, fate, at=answered_at + stage.seconds(0.7, 7))
    if fate.state is Message.State.DELIVERED and stage.happens(_REPLY_CHANCE):
        _answered(story, message, at=answered_at + stage.seconds(25, 4 * 3600))


def _intend(story: Story, step: Step, *, at: datetime) -> Message:
    stage = story.stage
    [connection] = stage.every(Family.SMS)
    message = Message(
        id=marks.uuid7(at, random=stage.random),
        tenant=stage.tenant,
        lead=story.lead,
        step_id=step.pk,
        connection=connection,
        token=marks.token(random=stage.random),
        phone=story.lead.phone,
        sender=connection.settings["sender"],
        body=wording.fill(stage.playbook.text, lead=story.lead, tenant=stage.tenant, playbook=stage.playbook),
        created_at=at,
    )
    stage.rows.messages.append(message)
    facts = {"message": str(message.pk), "vendor": connection.vendor}
    story.tell("sms.requested", at=at, origin=f"{message.pk}:{step.fence}", **facts)
    return message


def _refused(story: Story, step: Step, message: Message, *, at: datetime) -> None:
    message.state = Message.State.FAILED
    for alert in story.die(step, NO_MOBILE, at=at):
        alerting.send(story, alert, since=at)


def _sent(story: Story, step: Step, message: Message, *, at: datetime) -> None:
    message.provider_id = marks.sid("SM", random=story.stage.random)
    message.state, message.sent_at = Message.State.SENT, at
    facts = {"message": str(message.pk), "vendor": message.connection.vendor}
    story.tell("sms.sent", at=at, origin=str(message.pk), **facts)
    story.finish(step, at=at, external_id=message.provider_id)


def _reported(story: Story, message: Message, fate: Fate, *, at: datetime) -> None:
    message.state, message.cause, message.ended_at = fate.state, fate.cause, at
    facts = {"message": str(message.pk), "cause": fate.cause, "code": fate.code}
    story.tell(f"sms.{fate.state}", at=at, origin=str(message.pk), **facts)


def _answered(story: Story, message: Message, *, at: datetime) -> None:
    stage = story.stage
    if at > stage.now - timedelta(minutes=1):
        return
    is_stop = stage.happens(_STOP_CHANCE)
    body = stage.random.choice(_STOPS if is_stop else stage.company.replies)
    reply = _reply(story, message, body, at=at)
    story.tell("sms.received", at=at, origin=reply.provider_id, message=str(reply.pk), body=body)
    if is_stop:
        _opt_out(story, at=at)
    else:
        story.move_to(State.ENGAGED, at=at, reason="wrote to us")


def _reply(story: Story, message: Message, body: str, *, at: datetime) -> Message:
    stage = story.stage
    reply = Message(
        id=marks.uuid7(at, random=stage.random),
        tenant=stage.tenant,
        lead=story.lead,
        connection=message.connection,
        direction=Message.Direction.IN,
        token=marks.token(random=stage.random),
        phone=message.phone,
        sender=message.sender,
        body=body,
        state=Message.State.RECEIVED,
        provider_id=marks.sid("SM", random=stage.random),
        created_at=at,
    )
    stage.rows.messages.append(reply)
    return reply


def _opt_out(story: Story, *, at: datetime) -> None:
    entry = DncEntry(
        tenant=story.stage.tenant,
        phone=story.lead.phone,
        origin=DncEntry.Origin.OPTED_OUT,
        reason=STOP_REASON,
        created_at=at,
    )
    story.stage.rows.opt_outs.append(entry)
    story.tell("optout.recorded", at=at, origin=STOP_REASON, channel="all")
    story.move_to(State.BLOCKED, at=at, reason="asked not to be contacted")
