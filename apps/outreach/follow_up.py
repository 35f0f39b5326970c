"""Use case: what follows an attempt to reach a lead: the next rungs of its cadence, or the cadence's end.

Everything here runs in the caller's transaction and may be told twice: what is promised has a key of its own.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from apps.calls.bridges import IN_VAIN
from apps.calls.models import Call, Conversation
from apps.compliance.closed import Closed
from apps.leads.models import Event, Lead
from apps.leads.states import State

from . import dispatch, kit, plan, retract, stops, surroundings
from .bridging import leading
from .cadence import planner
from .cadence.history import History, Outcome, Stop, Surroundings, Wish
from .cadence.ladder import Ladder
from .cadence.planner import Ended, PlannedRung
from .climbing import Climb
from .models import Playbook, Step

# The gate's word for a lead that wants no calls and may be texted.
NO_CALLS = "no_calls"
# In these a lead is still to be reached.
_OPEN = (State.NEW, State.CONTACTING)
# Our clock and Postgres's may differ by so much; a number that is called too early is not called at all.
_SLACK = timedelta(seconds=5)
_STOPS = {State.BOOKED: Stop.BOOKED, State.LOST: Stop.LOST, State.BLOCKED: Stop.OPTED_OUT}


def after_call_ended(call: Call, *, now: datetime) -> None:
    """The carrier's last word on a call: plan what comes next, or stop where a person has answered."""
    outcome = outcome_of(call)
    if outcome is None or call.step_id is None:
        return
    if outcome is Outcome.ANSWERED:
        call.lead.tell("cadence.stopped", at=now, origin=f"call:{call.pk}", reason=Stop.ANSWERED)
        return
    later = Call.objects.for_tenant(call.tenant_id).filter(lead_id=call.lead_id, pk__gt=call.pk)
    if later.exists():
        return  # old news: what followed has happened
    climb = Climb.of(call.tenant_id, call.lead_id, step_id=call.step_id)
    ended_at = call.ended_at or now
    _go_on(climb, History(outcome, ended_at, _free_at(call), climb.position, _calls(call)), now=now)


def after_call_skipped(step: Step, *, code: str, now: datetime) -> None:
    """A call step ended without a call: the number was called a moment ago, or must not be called at all."""
    if step.lead_id is None or code == stops.STOPPED:  # of which the timeline has the reason
        return
    climb = Climb.of(step.tenant_id, step.lead_id, step_id=step.pk)
    calls = Call.objects.for_tenant(step.tenant_id).made().filter(lead_id=step.lead_id).count()
    if code == NO_CALLS:
        _text_instead(climb.lead, now=now)
    stopped = None if code in ("just_called", NO_CALLS, *IN_VAIN) else Stop.NOT_ALLOWED
    _go_on(climb, History(Outcome.NOT_MADE, now, now, climb.position, calls, stopped), now=now)


def after_reply(lead: Lead, *, now: datetime) -> None:
    """The lead wrote to us: nothing more is tried by itself, but for the call that they asked for."""
    stop(lead, Stop.REPLIED, now=now)


def after_refusal(lead: Lead, *, now: datetime) -> None:
    """The lead is not interested: they are not called when they once asked for it either."""
    stop(lead, Stop.REFUSED, now=now)


def after_called_back(lead: Lead, *, now: datetime) -> None:
    """The lead called us: what would call or text them of itself is taken back; what they were promised stands."""
    lead = _locked(lead)
    retract.steps(lead, stops.taken(lead, Stop.CALLED_BACK), reason="called back", now=now)
    lead.tell("cadence.stopped", at=now, origin=now.isoformat(), reason=Stop.CALLED_BACK)


def after_booking(lead: Lead, *, now: datetime) -> None:
    """The lead has an appointment."""
    stop(lead, Stop.BOOKED, now=now)


def after_opt_out(lead: Lead, *, now: datetime) -> None:
    """The lead wants no more."""
    stop(lead, Stop.OPTED_OUT, now=now)


def after_channel_closed(lead: Lead, closed: Closed, *, now: datetime) -> None:
    """The lead wants no calls, or no texts: what was promised of that kind is taken back, the other goes on."""
    lead = _locked(lead)
    by_channel = Step.objects.filter(kind=closed.value)
    was_due = retract.steps(lead, by_channel, reason=f"the lead wants no {closed.says}", now=now)
    if was_due and closed is Closed.CALL and lead.state in _OPEN:
        _text_instead(lead, now=now)
        climb = Climb.latest(lead)
        since = max(now, climb.step.due_at) if climb.step else now
        calls = Call.objects.for_tenant(lead.tenant_id).made().filter(lead=lead).count()
        _go_on(climb, History(Outcome.NOT_MADE, since, since, climb.position, calls), now=now)


def stop(lead: Lead, why: Stop, *, now: datetime) -> None:
    """Take back what is still to come, and say why."""
    _locked(lead)
    retract.steps(lead, stops.taken(lead, why), reason=f"the cadence was stopped: {why.replace('_', ' ')}", now=now)
    lead.tell("cadence.stopped", at=now, origin=now.isoformat(), reason=why)


def after_wish(lead: Lead, wish: Wish, *, now: datetime) -> None:
    """The lead asked to be called later: then, in place of what was planned; the cadence goes on from there."""
    lead = _locked(lead)
    retract.steps(lead, Step.objects.filter(stops.IN_CADENCE), reason="the lead asked for another time", now=now)
    climb = Climb.latest(lead)
    last = Call.objects.for_tenant(lead.tenant_id).made().filter(lead=lead).order_by("pk").last()
    free_at = _free_at(last) if last else now
    _write(
        climb,
        History(Outcome.NOT_MADE, now, free_at, climb.position, wish=wish),
        key=f"{stops.WISH}:{_newest(lead)}",
        now=now,
    )


def give_up(step: Step, *, now: datetime) -> bool:
    """Nobody replied to the last text either. False if the lead was reached meanwhile."""
    lead = _locked(step.subject())
    if not _is_open(lead, step):
        return False
    _end(lead, str(step.params["reason"]), State(step.params["ends_as"]), origin=step.key, now=now)
    return True


def _go_on(climb: Climb, history: History, *, now: datetime) -> None:
    lead = climb.lead
    if lead.state in (State.UNREACHABLE, State.LOST):
        return  # the cadence is over
    if not history.stopped and not _is_open(lead, climb.step):
        if _was_stopped(lead, climb.step):
            return  # and the timeline has it
        history = replace(history, stopped=_STOPS.get(State(lead.state), Stop.REPLIED))
    if not history.stopped and not kit.of(lead.tenant_id, now=now).playbook.calls_leads:
        history = replace(history, stopped=Stop.SWITCHED_OFF)
    # Not by the count of calls: an attempt that ended without one would have the key of the attempt before it.
    _write(climb, history, key=f"after:{climb.step.pk if climb.step else 0}", now=now)


def _text_instead(lead: Lead, *, now: datetime) -> None:
    """Promise the text that a call would have brought with it, where the tenant sends one."""
    texting = kit.of(lead.tenant_id, now=now).playbook.texting
    if lead.state in _OPEN and texting != Playbook.Texting.NEVER:
        dispatch.write([plan.first_text(str(lead.pk))], tenant_id=lead.tenant_id, lead=lead)


def _write(climb: Climb, history: History, *, key: str, now: datetime) -> None:
    """Promise the leg that comes next and tell the timeline; unique for the lead, its occasion (`key`) and the rung."""
    lead, ladder = climb.lead, climb.ladder
    tenant = kit.of(lead.tenant_id, now=now).tenant
    around = surroundings.of_lead(lead, ladder, tenant, now=now)
    rungs, end = planner.leg(ladder, history, now=now, around=around)
    if end and not rungs:
        _over(lead, end, ladder, origin=f"cadence:{key}:{history.position}", now=now)
        return
    if missing := climb.begun.missing:
        lead.tell("cadence.unavailable", at=now, origin=missing, name=missing)
    is_asked_for = climb.is_asked_for or history.wish is not None
    keys = [f"cadence:{lead.pk}:{key}:{rung.position}" for rung in rungs]
    steps = [
        plan.follow_up(rung, name, version_id=climb.version_id, is_asked_for=is_asked_for)
        for rung, name in zip(rungs, keys, strict=True)
    ]
    if end:
        steps.append(plan.give_up(rungs[-1], f"{keys[-1]}:end", reason=end.reason, ends_as=ladder.ends_as))
    lead.tell_all([_planned(climb, rung, around, origin=name, now=now) for rung, name in zip(rungs, keys, strict=True)])
    dispatch.write(steps, tenant_id=lead.tenant_id, lead=lead)


def _planned(climb: Climb, rung: PlannedRung, around: Surroundings, *, origin: str, now: datetime) -> Event:
    return climb.lead.fact(
        "cadence.planned",
        at=now,
        origin=origin,
        channel=rung.channel,
        position=rung.position,
        due_at=rung.due_at.isoformat(),
        local_time=f"{rung.due_at.astimezone(around.zone):%a %-d %b, %-H:%M}",
        why=rung.why,
        cadence=climb.begun.name,
        version=climb.version_number,
    )


def _over(lead: Lead, end: Ended, ladder: Ladder, *, origin: str, now: datetime) -> None:
    if end.is_stopped:
        lead.tell("cadence.stopped", at=now, origin=origin, reason=end.reason)
    else:
        _end(lead, end.reason, State(ladder.ends_as), origin=origin, now=now)


def _end(lead: Lead, reason: str, state: State, *, origin: str, now: datetime) -> None:
    lead.tell("cadence.ended", at=now, origin=origin, reason=reason)
    lead.move_to(state, at=now, reason=reason)


def _locked(lead: Lead) -> Lead:
    """The lead as it stands: who plans and who stops wait for each other, and neither for a fact being told of it."""
    return Lead.objects.select_for_update(no_key=True).get(tenant_id=lead.tenant_id, pk=lead.pk)


def _newest(lead: Lead) -> int:
    """The lead's newest step, 0 before the first: a wish that is written makes the next one's another."""
    steps = Step.objects.for_tenant(lead.tenant_id).filter(lead=lead)
    return steps.order_by("pk").values_list("pk", flat=True).last() or 0


def _is_open(lead: Lead, step: Step | None) -> bool:
    """Whether the lead is still to be reached; one who asked for a call is, whatever they wrote before."""
    if lead.state in _STOPS or _was_stopped(lead, step):
        return False
    return lead.state in _OPEN or bool(step and step.params.get("is_asked_for"))


def _was_stopped(lead: Lead, step: Step | None) -> bool:
    """Whether the lead was reached while the step was under way."""
    told = Event.objects.for_tenant(lead.tenant_id).filter(lead=lead, kind="cadence.stopped")
    return step is not None and told.filter(recorded_at__gt=step.created_at).exists()


def outcome_of(call: Call) -> Outcome | None:
    """How a call that is over ended, as far as the cadence cares; None where the lead has planned the next one."""
    if call.answered_at is None and call.state != Call.State.COMPLETED:
        return Outcome.NO_ANSWER
    talked = Conversation.objects.of_call(call.tenant_id, call.pk).first()
    if talked and talked.disposition in _TALKED:
        return _TALKED[talked.disposition]
    if call.was_machine:
        return Outcome.VOICEMAIL
    has_waited = talked is None or talked.disposition == leading.TRANSFERRED
    return Outcome.NO_ANSWER if has_waited and leading.is_in_vain(call) else Outcome.ANSWERED


# What an agent's conversation came to, where the call was answered and yet nobody was reached.
_TALKED = {
    "voicemail": Outcome.VOICEMAIL,
    "no_reply": Outcome.NO_ANSWER,
    "failed": Outcome.NO_ANSWER,
    "call_back": None,
}


def _calls(call: Call) -> int:
    """How many calls the lead has had with this one; the ids tell their order."""
    return Call.objects.for_tenant(call.tenant_id).made().filter(lead_id=call.lead_id, pk__lte=call.pk).count()


def _free_at(call: Call) -> datetime:
    """When the call's number may be called again."""
    reserved: datetime = call.reserved_for.upper
    return reserved + _SLACK
