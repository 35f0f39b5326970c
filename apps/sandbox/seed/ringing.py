"""What the carrier tells of a call once it has it, and how people take it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.calls.models import Call
from apps.leads.states import State

from .story import Story

_ATTESTATION = "A"


@dataclass(frozen=True)
class Fate:
    """How a call ends."""

    state: Call.State
    weight: float
    cause: str = ""
    answered_by: str = ""
    rings: bool = True

    @property
    def is_answered(self) -> bool:
        return self.state is Call.State.COMPLETED


FATES = (
    Fate(Call.State.COMPLETED, 55),
    Fate(Call.State.NO_ANSWER, 20, "nobody answered"),
    Fate(Call.State.COMPLETED, 13, answered_by="machine_start"),
    Fate(Call.State.BUSY, 4, "busy", rings=False),
    Fate(Call.State.BUSY, 3, "declined (603)"),
    Fate(Call.State.FAILED, 3, "number not in service (404)", rings=False),
    Fate(Call.State.FAILED, 2, "phone off or out of reach (480)", rings=False),
)


def follow(story: Story, call: Call, *, since: datetime) -> datetime:
    """Everything from the carrier's first news to its last; returns when that was."""
    (fate,) = story.stage.random.choices(FATES, [each.weight for each in FATES])
    at = since
    if fate.rings:
        at = _rings(story, call, at=since + story.stage.seconds(0.55, 4.5))
    if fate.is_answered:
        at = _answered(story, call, fate, at=at + story.stage.seconds(1.5, 6))
    else:
        at += _patience(story, fate)
    _ended(story, call, fate, at=at)
    return at


def _rings(story: Story, call: Call, *, at: datetime) -> datetime:
    call.ringing_at = at
    story.tell("call.ringing", at=at, origin=call.provider_id, call=str(call.pk))
    return at


def _answered(story: Story, call: Call, fate: Fate, *, at: datetime) -> datetime:
    """Returns when they hang up."""
    call.answered_at, call.answered_by, call.attestation = at, fate.answered_by, _ATTESTATION
    story.tell("call.answered", at=at, origin=call.provider_id, call=str(call.pk), **_by(fate))
    if not fate.answered_by:
        story.move_to(State.ENGAGED, at=at, reason="answered the call")
        return at + story.stage.seconds(18, 560)
    return at + story.stage.seconds(6, 30)


def _ended(story: Story, call: Call, fate: Fate, *, at: datetime) -> None:
    call.state, call.ended_at, call.cause = fate.state, at, fate.cause
    call.talk_seconds = round((at - call.answered_at).total_seconds()) if call.answered_at else 0
    facts: dict[str, object] = {"call": str(call.pk), "talk_seconds": call.talk_seconds}
    facts |= {"cause": fate.cause} if fate.cause else {}
    facts |= _by(fate) if call.answered_at else {}
    story.tell(f"call.{fate.state}", at=at, origin=call.provider_id, **facts)


def _by(fate: Fate) -> dict[str, str]:
    told = {"answered_by": fate.answered_by, "attestation": _ATTESTATION}
    return {name: value for name, value in told.items() if value}


def _patience(story: Story, fate: Fate) -> timedelta:
    if fate.state is Call.State.NO_ANSWER:
        return timedelta(seconds=story.stage.playbook.ring_seconds) + story.stage.seconds(0.05, 0.5)
    return story.stage.seconds(0.8, 6)
