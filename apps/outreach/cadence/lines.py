"""A ladder as a manager types it, a rung a line: "call after 15 min", "text after 1 min if voicemail: Hi …".

An e-mail's line ends with its subject; the indented lines below it are its text.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import time

from pydantic import ValidationError

from . import hours
from .ladder import After, Channel, Condition, NextAt, Rung

EXAMPLE = (
    "call after 15 min\n"
    "text after 1 min if voicemail: Hi {first_name}, …\n"
    "email after 10 min: Your quote, {first_name}\n  Hi {first_name},\n  we tried to call you. …\n"
    "call next morning 9:00"
)
_INDENT = "  "
_CHANNELS = {"call": Channel.CALL, "text": Channel.SMS, "email": Channel.EMAIL, "e-mail": Channel.EMAIL}
_VERBS = {Channel.CALL: "call", Channel.SMS: "text", Channel.EMAIL: "email"}
_UNITS = {"min": 1, "h": 60, "day": 24 * 60, "days": 24 * 60}
_LINE = re.compile(
    r"""(?P<channel>call|text|e-?mail)\s+
    (?: after\s+(?P<number>\d{1,6})\s*(?P<unit>min|h|days?)
      | next\s+(?:morning|afternoon|evening)\s+(?P<hour>\d{1,2}):(?P<minute>\d\d) )
    (?: \s+if\s+(?P<only_if>voicemail|no\ answer) )?
    (?: \s+(?P<times>\d{1,3})\s*times )?
    (?: \s*:\s*(?P<words>.+) )?""",
    re.VERBOSE | re.IGNORECASE,
)
_IF = {"": Condition.ALWAYS, "voicemail": Condition.VOICEMAIL, "no answer": Condition.NO_ANSWER}
_SAID = {condition: said for said, condition in _IF.items()}


class NotARung(ValueError):
    """A line is not understood; `str()` says which and why."""


def read(text: str) -> list[Rung]:
    """The rungs that were typed. Raises `NotARung`."""
    return [_rung(line, below) for line, below in _grouped(text.splitlines())]


def write(rungs: Sequence[Rung]) -> str:
    """As `read` reads it."""
    return "\n".join(map(_line, rungs))


def _grouped(typed: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Each line that is a rung's, and the indented ones that belong to it."""
    found: list[tuple[str, list[str]]] = []
    for line in typed:
        is_text = bool(found) and _is_email(found[-1][0]) and (not line.strip() or line[0].isspace())
        if is_text:
            found[-1][1].append(line.strip())
        elif line.strip():
            found.append((line.strip(), []))
    return found


def _is_email(line: str) -> bool:
    return _CHANNELS.get(line.split(maxsplit=1)[0].lower()) is Channel.EMAIL


def _rung(line: str, below: Sequence[str]) -> Rung:
    found = _LINE.fullmatch(line)
    if found is None:
        raise NotARung(
            f"Write a line like “call after 15 min” or “call next morning 9:00”, and indent the text of an "
            f"e-mail. This is not one: {line[:80]}"
        )
    channel, words = _CHANNELS[found["channel"].lower()], (found["words"] or "").strip()
    is_email = channel is Channel.EMAIL
    try:
        return Rung(
            channel=channel,
            delay=_delay(found),
            only_if=_IF[(found["only_if"] or "").lower()],
            times=int(found["times"] or 1),
            subject=words if is_email else "",
            text="\n".join(below) if is_email else words,
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
    condition = _SAID[rung.only_if]
    parts = [_VERBS[rung.channel], _when(rung.delay), f"if {condition}" if condition else ""]
    parts.append(f"{rung.times} times" if rung.times > 1 else "")
    words = f": {rung.subject or rung.text}" if rung.text else ""
    below = [_INDENT + line if line else "" for line in rung.text.splitlines()] if rung.subject else []
    return "\n".join([" ".join(part for part in parts if part) + words, *below])


def _when(delay: After | NextAt) -> str:
    if isinstance(delay, NextAt):
        return f"next {hours.part_of(delay.at)} {delay.at.hour}:{delay.at.minute:02}"
    for unit, minutes in (("days", 24 * 60), ("h", 60)):
        if delay.minutes and delay.minutes % minutes == 0:
            return f"after {delay.minutes // minutes} {unit}"
    return f"after {delay.minutes} min"
