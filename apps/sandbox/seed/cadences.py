"""The attempts that follow a first call which nobody answered, up to today; what is still to come is left promised."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from apps.calls import book
from apps.calls.models import Call
from apps.leads.states import State
from apps.outreach import plan, zones
from apps.outreach.cadence import planner
from apps.outreach.cadence.history import History, Outcome, Stop, Surroundings
from apps.outreach.cadence.ladder import Channel
from apps.outreach.cadence.planner import PlannedRung
from apps.outreach.models import Step

from . import calling, emailing
from .rows import Told
from .story import Story

# Until now everything has been seen to.
_LATELY = timedelta(minutes=10)
# Who writes while the retry rings would have two ends.
_LONGEST_CALL = timedelta(minutes=12)
_REACHED = {"lead.engaged": Stop.REPLIED, "lead.blocked": Stop.OPTED_OUT}


def climb(story: Story, first: Call, *, since: int) -> None:
    """Follow the lead's ladder from its first call on; its timeline is the stage's events `since` that one."""
    _climb(story, first, since=since)
    # A reply hours later was told before the retries that it came after.
    told = story.stage.rows.events[since:]
    moves = [(each.at, State(each.kind[5:])) for each in told if each.kind[5:] in State]
    story.lead.state = max(moves, default=(None, story.lead.state))[1]


def _climb(story: Story, first: Call, *, since: int) -> None:
    call, position, calls = first, 0, 1
    while call.ended_at and not _answered(story, call):
        reached = _reached(story.stage.rows.events[since:])
        if reached and reached[0] < call.ended_at:
            return  # they wrote while it rang, and the timeline has it
        leg = _leg(story, call, call.ended_at, position=position, calls=calls)
        steps = [_promise(story, rung, call, at=call.ended_at) for rung in leg]
        following = _taken(story, steps, reached)
        if following is None:
            return
        call, position, calls = following, leg[-1].position, calls + 1


def _taken(story: Story, steps: Sequence[Step], reached: tuple[datetime, Stop] | None) -> Call | None:
    """Carry out what was promised up to the call; None where it does not come to that, or not yet."""
    for place, step in enumerate(steps):
        if reached and reached[0] < step.due_at + _LONGEST_CALL:
            _stop(story, steps[place:], min(reached[0], step.due_at - timedelta(seconds=1)), reached[1])
            return None
        if step.due_at > story.stage.now - _LATELY:
            return None
        if step.kind == Channel.CALL:
            return calling.carry_out(story, step, since=step.due_at)
        emailing.send(story, step, since=step.due_at)
    return None


def _reached(told: Sequence[Told]) -> tuple[datetime, Stop] | None:
    """When and how the lead was in touch by itself: a text may follow a later call too."""
    return min(((each.at, _REACHED[each.kind]) for each in told if each.kind in _REACHED), default=None)


def _leg(story: Story, call: Call, ended_at: datetime, *, position: int, calls: int) -> list[PlannedRung]:
    """All up to the next call, or the end; the demo's ladders end in a call, and the texts are not theirs."""
    stage, lead = story.stage, story.lead
    outcome = Outcome.VOICEMAIL if call.was_machine else Outcome.NO_ANSWER
    history = History(outcome, ended_at, call.reserved_for.lower + book.WINDOW, position, calls)
    zone = zones.of_number(lead.phone, tenant_zone=stage.tenant.zone, now=ended_at)
    around = Surroundings(zone, key=str(lead.pk))
    version = stage.version(lead)
    leg, end = planner.leg(version.as_ladder(), history, now=ended_at, around=around)
    for rung in leg:
        facts = {"channel": rung.channel, "position": rung.position, "due_at": rung.due_at.isoformat(), "why": rung.why}
        facts["local_time"] = f"{rung.due_at.astimezone(zone):%a %-d %b, %-H:%M}"
        facts |= {"cadence": version.cadence.name}
        origin = _key(story, rung, call)
        story.tell("cadence.planned", at=ended_at, origin=origin, **facts, version=version.number)
    if end and State(lead.state) is State.CONTACTING:
        story.tell("cadence.ended", at=ended_at, origin=f"cadence:after:{call.step_id}:{position}", reason=end.reason)
        story.move_to(State.UNREACHABLE, at=ended_at, reason=end.reason)
    return leg


def _promise(story: Story, found: PlannedRung, call: Call, *, at: datetime) -> Step:
    key = _key(story, found, call)
    version = story.stage.version(story.lead)
    step = story.promise(plan.follow_up(found, key, version_id=version.pk, is_asked_for=False), at=at)
    step.due_at = found.due_at
    return step


def _key(story: Story, found: PlannedRung, call: Call) -> str:
    return f"cadence:{story.lead.pk}:after:{call.step_id}:{found.position}"


def _answered(story: Story, call: Call) -> bool:
    is_person = call.answered_at is not None and not call.was_machine
    if is_person and call.ended_at:
        story.tell("cadence.stopped", at=call.ended_at, origin=f"call:{call.pk}", reason=Stop.ANSWERED)
    return is_person


def _stop(story: Story, steps: Sequence[Step], at: datetime, why: Stop) -> None:
    for step in steps:
        step.state, step.done_at = Step.State.CANCELLED, at
        step.last_error = f"the cadence was stopped: {why.replace('_', ' ')}"
        facts = {"step": step.pk, "step_kind": step.kind, "reason": step.last_error}
        story.tell("step.cancelled", at=at, origin=f"step:{step.pk}", **facts)
    story.tell("cadence.stopped", at=at, origin=at.isoformat(), reason=why)
