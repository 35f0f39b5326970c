"""A ladder as a manager types it, a rung a line: "call after 15 min", "text after 1 min if voicemail: Hi …"."""

import re
from collections.abc import Sequence
from datetime import time

from pydantic import ValidationError

from . import hours
from .ladder import After, Channel, Condition, NextAt, Rung

EXAMPLE = "call after 15 min\ntext after 1 min if voicemail: Hi {first_name}, …\ncall next morning 9:00"
_UNITS = {"min": 1, "h": 60, "day": 24 * 60, "days": 24 * 60}
_LINE = re.compile(
    r"""(?P<channel>call|text)\s+
    (?: after\s+(?P<number>\d{1,6})\s*(?P<unit>min|h|days?)
      | next\s+(?:morning|afternoon|evening)\s+(?P<hour>\d{1,2}):(?P<minute>\d\d) )
    (?: \s+if\s+(?P<only_if>voicemail|no\ answer) )?
    (?: \s+(?P<times>\d{1,3})\s*times )?
    (?: \s*:\s*(?P<text>.+) )?""",
    re.VERBOSE | re.IGNORECASE,
)
_IF = {"": Condition.ALWAYS, "voicemail": Condition.VOICEMAIL, "no answer": Condition.NO_ANSWER}
_SAID = {condition: said for said, condition in _IF.items()}


class NotARung(ValueError):
    """A line is not understood; `str()` says which and why."""


def read(text: str) -> list[Rung]:
    """The rungs that were typed. Raises `NotARung`."""
    return [_rung(line.strip()) for line in text.splitlines() if line.strip()]


def write(rungs: Sequence[Rung]) -> str:
    """As `read` reads it."""
    return "\n".join(map(_line, rungs))


def _rung(line: str) -> Rung:
    found = _LINE.fullmatch(line)
    if found is None:
        raise NotARung(
            f"Write a line like “call after 15 min” or “call next morning 9:00”. This is not one: {line[:80]}"
        )
    try:
        return Rung(
            channel=Channel.SMS if found["channel"].lower() == "text" else Channel.CALL,
            delay=_delay(found),
            only_if=_IF[(found["only_if"] or "").lower()],
            times=int(found["times"] or 1),
            text=(found["text"] or "").strip(),
        )
    except ValidationError as error:
        said = error.errors(include_input=False, include_url=False)[0]["msg"].removeprefix("Value error, ")
        raise NotARung(f"{said[:1].upper()}{said[1:]}: {line[:80]}") from error
    except ValueError as error:
        raise NotARung(f"That is no time of day: {line[:80]}") from error


def _delay(found: re.Match[str]) -> After | NextAt:
    if found["number"]:
        return After(minutes=int(found["number"]) * _UNITS[found["unit"].lower()])
    return NextAt(at=time(int(found["hour"]), int(found["minute"])))


def _line(rung: Rung) -> str:
    verb = "text" if rung.channel is Channel.SMS else "call"
    condition = _SAID[rung.only_if]
    parts = [verb, _when(rung.delay), f"if {condition}" if condition else ""]
    parts.append(f"{rung.times} times" if rung.times > 1 else "")
    words = f": {rung.text}" if rung.text else ""
    return " ".join(part for part in parts if part) + words


def _when(delay: After | NextAt) -> str:
    if isinstance(delay, NextAt):
        return f"next {hours.part_of(delay.at)} {delay.at.hour}:{delay.at.minute:02}"
    for unit, minutes in (("days", 24 * 60), ("h", 60)):
        if delay.minutes and delay.minutes % minutes == 0:
            return f"after {delay.minutes // minutes} {unit}"
    return f"after {delay.minutes} min"
