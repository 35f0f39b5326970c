"""The next rung of a ladder, when it is due, and why then. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zlib import crc32

from . import hours, spoken
from .history import History, NeverLawful, Outcome, Surroundings, Wish, always
from .ladder import After, Channel, Condition, Ladder, NextAt, Rung

NO_CALLS = "calls are closed to us, and no text is left to send"
# "Next morning 9:00" that is nearer than this is tomorrow's.
LEAST_WAIT = timedelta(hours=1)
_MATCHES = {
    Condition.ALWAYS: frozenset(Outcome),
    Condition.NO_ANSWER: frozenset({Outcome.NO_ANSWER, Outcome.NOT_MADE}),
    Condition.VOICEMAIL: frozenset({Outcome.VOICEMAIL}),
}


@dataclass(frozen=True)
class PlannedRung:
    """An attempt to come. `position` counts rungs from 1; a call that the lead asked for keeps the last one's."""

    channel: Channel
    position: int
    due_at: datetime
    why: str
    subject: str = ""
    text: str = ""
    is_wish: bool = False


@dataclass(frozen=True)
class Ended:
    """Nothing more is tried. `is_stopped`: the lead was reached or must be left alone; else all was in vain."""

    reason: str
    is_stopped: bool


@dataclass(frozen=True)
class _When:
    """An instant in the making, and what has been said for it so far."""

    at: datetime
    why: str

    def moved(self, at: datetime, why: str) -> "_When":
        return _When(at, f"{self.why}; {why}") if at != self.at else self


def next_rung(ladder: Ladder, history: History, *, now: datetime, around: Surroundings) -> PlannedRung | Ended:
    """What to try next after the attempt that `history` ends with, or that nothing is."""
    if history.stopped:
        return Ended(history.stopped.value, is_stopped=True)
    if history.wish:
        return _asked_for(history.wish, history, now=now, around=around)
    climb = ladder.climb()
    for position, rung in enumerate(climb[history.position :], start=history.position + 1):
        if rung.channel in around.closed:
            continue
        if rung.channel is Channel.CALL and history.calls >= ladder.most_calls:
            return Ended(f"{history.calls} calls are enough", is_stopped=False)
        if history.outcome in _MATCHES[rung.only_if]:
            return _planned(ladder, rung, replace(history, position=position), now=now, around=around)
    if Channel.CALL in around.closed:
        return Ended(NO_CALLS, is_stopped=True)
    return Ended("every rung of the cadence was tried", is_stopped=False)


def leg(
    ladder: Ladder, history: History, *, now: datetime, around: Surroundings
) -> tuple[list[PlannedRung], Ended | None]:
    """All that is sure to come before the next call's end: what is written before it and the call, or up to the end."""
    planned: list[PlannedRung] = []
    while True:
        found = next_rung(ladder, history, now=now, around=around)
        if isinstance(found, Ended):
            return planned, found
        planned.append(found)
        if found.channel is Channel.CALL:
            return planned, None
        history = replace(history, position=found.position, ended_at=found.due_at)


def _asked_for(wish: Wish, history: History, *, now: datetime, around: Surroundings) -> PlannedRung | Ended:
    if Channel.CALL in around.closed:
        return Ended(NO_CALLS, is_stopped=True)
    wanted = _When(max(wish.earliest, now), f"the lead asked for it: “{wish.said}”")
    try:
        when = _lawful(_free(wanted, history), around)
    except NeverLawful as error:
        return Ended(str(error), is_stopped=True)
    return PlannedRung(Channel.CALL, history.position, when.at, when.why, is_wish=True)


def _planned(
    ladder: Ladder, rung: Rung, history: History, *, now: datetime, around: Surroundings
) -> PlannedRung | Ended:
    try:
        when = _lawful_and_spread(ladder, rung, history, now=now, around=around)
    except NeverLawful as error:
        return Ended(str(error), is_stopped=True)
    return PlannedRung(rung.channel, history.position, when.at, when.why, rung.subject, rung.text)


def _lawful_and_spread(ladder: Ladder, rung: Rung, history: History, *, now: datetime, around: Surroundings) -> _When:
    wanted = _wanted(ladder, rung, history, around)
    if rung.channel is Channel.EMAIL:
        around = replace(around, lawful=always)  # the law's hours are those of telephones
    late = wanted.moved(max(wanted.at, now), "that was over when we heard of it")
    free = _free(late, history) if rung.channel is Channel.CALL else late
    lawful = _lawful(free, around)
    # Those who wait for an hour, the manager's or the law's, are many at once.
    is_crowded = isinstance(rung.delay, NextAt) or lawful.at != free.at
    return _spread(lawful, ladder, around) if is_crowded else lawful


def _wanted(ladder: Ladder, rung: Rung, history: History, around: Surroundings) -> _When:
    if isinstance(rung.delay, After):
        return _When(history.ended_at + rung.delay.wait, spoken.after(rung.delay))
    best = hours.best(rung.delay.at, around.rates) if ladder.best_hour else None
    time = best.at if best else rung.delay.at
    at = hours.next_time(time, after=history.ended_at + LEAST_WAIT, zone=around.zone)
    why = f"{spoken.next_at(rung.delay)} ({spoken.place(around.zone)})"
    return _When(at, f"{why}; {best.why}" if best else why)


def _free(wanted: _When, history: History) -> _When:
    return wanted.moved(max(wanted.at, history.free_at), "nobody is called twice within ten minutes")


def _lawful(wanted: _When, around: Surroundings) -> _When:
    opening = around.lawful(wanted.at)
    told = f"moved to {spoken.clock(opening.at, wanted.at, around.zone)}: {opening.why or 'not lawful before'}"
    return wanted.moved(opening.at, told)


def _spread(when: _When, ladder: Ladder, around: Surroundings) -> _When:
    """Some seconds later, always the same for a lead; never beyond what is lawful."""
    seconds = crc32(around.key.encode()) % (60 * ladder.spread_minutes) if ladder.spread_minutes else 0
    later = when.at + timedelta(seconds=seconds)
    if not seconds or around.lawful(later).at != later:
        return when
    clock = spoken.clock(later, when.at, around.zone)
    return when.moved(later, f"moved to {clock} so that not everybody's phone rings at once")
