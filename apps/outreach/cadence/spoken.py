"""A ladder in plain words: the preview that a manager reads, its parts, and what a new version changes."""

from datetime import datetime
from difflib import SequenceMatcher
from zoneinfo import ZoneInfo

from . import hours
from .ladder import After, Channel, Condition, Ladder, NextAt, Rung

_IF = {
    Condition.ALWAYS: "",
    Condition.NO_ANSWER: " if nobody answered",
    Condition.VOICEMAIL: " if voicemail answered",
}
_WRITTEN = {Channel.SMS: "a text", Channel.EMAIL: "an e-mail"}


def preview(ladder: Ladder) -> str:
    """ "at once, then 15 min, 2 h, next morning 9:00 the lead's time"."""
    told = ", ".join(rung(each) for each in ladder.rungs)
    return f"at once, then {told}" if told else "at once, and then no more"


def rung(each: Rung) -> str:
    """One rung: "15 min", "a text after 1 min if voicemail answered", "1 day (3 times)"."""
    delay = each.delay
    when = length(delay.minutes) if isinstance(delay, After) else next_at(delay)
    if article := _WRITTEN.get(each.channel):
        when = f"{article} {'after ' if isinstance(delay, After) else ''}{when}"
    times = f" ({each.times} times)" if each.times > 1 else ""
    return f"{when}{_IF[each.only_if]}{times}"


def after(delay: After) -> str:
    return f"{length(delay.minutes)} after the attempt before" if delay.minutes else "right after the attempt before"


def next_at(delay: NextAt) -> str:
    return f"next {hours.part_of(delay.at)} {delay.at.hour}:{delay.at.minute:02} the lead's time"


def length(minutes: int) -> str:
    """ "15 min", "2 h", "1 h 30 min", "3 days"."""
    days, rest = divmod(minutes, 24 * 60)
    if days and not rest:
        return f"{days} day{'s' if days > 1 else ''}"
    whole, left = divmod(minutes, 60)
    return " ".join(
        part for part in (f"{whole} h" if whole else "", f"{left} min" if left or not whole else "") if part
    )


def place(zone: ZoneInfo) -> str:
    """The zone by its city: "Chicago"."""
    return zone.key.rpartition("/")[2].replace("_", " ")


def clock(at: datetime, seen: datetime, zone: ZoneInfo) -> str:
    """What the lead's clock shows at `at`; with the day where that is another one than at `seen`."""
    local = at.astimezone(zone)
    day = f"{local:%a} " if local.date() != seen.astimezone(zone).date() else ""
    return f"{day}{local.hour}:{local.minute:02}"


def difference(before: Ladder, now: Ladder) -> list[str]:
    """What changes from one version to the next, a sentence each; nothing if they do the same."""
    return [*_rungs(before, now), *_rest(before, now)]


def _rungs(before: Ladder, now: Ladder) -> list[str]:
    old, new = list(map(_whole, before.rungs)), list(map(_whole, now.rungs))
    told: list[str] = []
    for change, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if change == "replace" and b - a == d - c:
            told += [f"{gone} becomes {come}" for gone, come in zip(old[a:b], new[c:d], strict=True)]
        elif change != "equal":
            told += [f"No more {gone}" for gone in old[a:b]] + [f"New: {come}" for come in new[c:d]]
    return told


def _rest(before: Ladder, now: Ladder) -> list[str]:
    told = []
    if before.most_calls != now.most_calls:
        told.append(f"At most {now.most_calls} calls, was {before.most_calls}")
    if before.ends_as != now.ends_as:
        told.append(f"In vain, the lead becomes {now.ends_as}, was {before.ends_as}")
    if before.best_hour != now.best_hour:
        told.append(f"{'Moves' if now.best_hour else 'No longer moves'} to the hour at which your leads answer most")
    if before.spread_minutes != now.spread_minutes:
        told.append(f"Spread over {now.spread_minutes} min, was {before.spread_minutes}")
    return told


def _whole(each: Rung) -> str:
    words = ": ".join(part for part in (each.subject, " ".join(each.text.split())) if part)
    return f"{rung(each)}: “{words}”" if words else rung(each)
