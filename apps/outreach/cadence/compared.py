"""How two plays of a cadence differ for one lead: the first attempt that does, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from zoneinfo import ZoneInfo

from . import spoken
from .ladder import Channel, Ladder
from .planner import PlannedRung
from .rehearsal import Rehearsal

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_CHANNELS = {Channel.CALL: "a call", Channel.SMS: "a text", Channel.EMAIL: "an e-mail"}


@dataclass(frozen=True)
class Played:
    """A ladder and what it does to the lead."""

    ladder: Ladder
    rehearsal: Rehearsal


@dataclass(frozen=True)
class Difference:
    """`how`: "second attempt earlier"; `says`: "second attempt Mon 4 May, 15:30 instead of 16:15", the lead's clock."""

    how: str
    says: str


def first(before: Played, after: Played, *, zone: ZoneInfo) -> Difference | None:
    """The first difference that somebody would notice; None if there is none to the minute."""
    return next(_attempts(before.rehearsal, after.rehearsal, zone), None) or _end(before, after)


def _attempts(before: Rehearsal, after: Rehearsal, zone: ZoneInfo) -> Iterator[Difference]:
    for number, (was, would_be) in enumerate(zip_longest(before.attempts, after.attempts), start=2):
        nth = f"{_ORDINALS[number - 1] if number <= len(_ORDINALS) else f'{number}th'} attempt"
        if was is None:
            yield Difference(
                f"one more: a {nth}", f"a {nth}, {_what(would_be)} {_moment(would_be, zone)}, where was none"
            )
        elif would_be is None:
            yield Difference(f"no {nth} any more", f"no {nth}, where {_what(was)} was {_moment(was, zone)}")
        elif found := _changed(nth, was, would_be, zone):
            yield found


def _changed(nth: str, was: PlannedRung, would_be: PlannedRung, zone: ZoneInfo) -> Difference | None:
    at, former = _moment(would_be, zone), spoken.clock(was.due_at, would_be.due_at, zone)
    if was.channel != would_be.channel:
        how = f"{nth}: {_what(would_be)} instead of {_what(was)}"
        return Difference(how, f"{nth} {_what(would_be)} {at} instead of {_what(was)} {former}")
    if _minute(was.due_at) != _minute(would_be.due_at):
        is_earlier = would_be.due_at < was.due_at
        return Difference(f"{nth} {'earlier' if is_earlier else 'later'}", f"{nth} {at} instead of {former}")
    if (was.subject, was.text) != (would_be.subject, would_be.text):
        return Difference(f"{nth}: other words", f"{nth} {at} in other words")
    return None


def _end(before: Played, after: Played) -> Difference | None:
    if before.rehearsal.end.is_stopped or before.ladder.ends_as is after.ladder.ends_as:
        return None
    how = f"in vain: {after.ladder.ends_as} instead of {before.ladder.ends_as}"
    return Difference(how, f"if all is in vain, {after.ladder.ends_as} instead of {before.ladder.ends_as}")


def _what(rung: PlannedRung) -> str:
    return _CHANNELS[rung.channel]


def _moment(rung: PlannedRung, zone: ZoneInfo) -> str:
    return f"{rung.due_at.astimezone(zone):%a %-d %b, %-H:%M}"


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
