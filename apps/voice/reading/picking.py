"""Which of the offered times is taken: "the second one", "Tuesday works", "at three", "the morning one", "either"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from apps.voice.policy.moves import Slot

from . import plain

_ORDINALS = {"first": 0, "second": 1, "third": 2, "former": 0, "latter": -1, "last": -1, "1st": 0, "2nd": 1, "3rd": 2}
_NUMBERED = re.compile(r"\b(?:number|option|choice) (one|two|three|1|2|3)\b")
_PLACES = {"one": 0, "two": 1, "three": 2, "1": 0, "2": 1, "3": 2}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS = {
    word: at
    for at, word in enumerate(plain.words("one two three four five six seven eight nine ten eleven twelve"), start=1)
}
_CLOCK = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(_HOURS)})(?:ish|s)?(?::(\d\d)| (fifteen|thirty|forty five))?"
    r"(?: ?(am|pm))?(?: ?o ?clock)?\b"
)
_WITH_ONE = re.compile(r"\b\w+ one\b")
_MINUTES = {"fifteen": 15, "thirty": 30, "forty five": 45}
_PARTS = {"morning": (0, 12), "noon": (12, 13), "afternoon": (12, 17), "evening": (17, 24), "night": (17, 24)}
_SOONEST = ("earlier", "earliest", "sooner", "soonest")
_LATEST = ("later one", "the later", "latest one")
_ANY = (
    "either",
    "both",
    "whichever",
    "any of those",
    "any of them",
    "doesnt matter",
    "dont care",
    "any time",
    "anytime",
)
_NONE = (
    "neither", "either day", "either time", "either of those dont", "none of", "none work", "nothing works", "no good",
    "cant do either", "cant do any", "cant make either",
)  # fmt: skip
_OTHER = ("other one", "the other")
_ASKS = ("what was", "what were", "which ones", "come again", "say again", "repeat")
_DENIED = re.compile(r"\b(?:not|no|cant|cannot|dont|doesnt|wont|isnt)\b(?: \w+){0,2} ?$")


@dataclass(frozen=True)
class Picked:
    """The place of the slot; `is_elsewhere`: a time was named that was not among those offered."""

    place: int | None
    is_elsewhere: bool = False


def read(said: str, slots: Sequence[Slot], *, zone: ZoneInfo) -> Picked:
    """The slot that all they say fits to, if it is exactly one."""
    text = " ".join(re.findall(r"[a-z\d:]+", plain.heard(said)))
    if plain.says(f" {text} ", (*_NONE, *_ASKS)):
        return Picked(None, is_elsewhere=_names_another_day(text, slots, zone))
    wanted, unwanted = _mentions(text, slots, zone)
    places = set(range(len(slots))) - unwanted
    for fits in wanted:
        places &= fits
    if (wanted or (unwanted and plain.says(f" {text} ", _OTHER))) and len(places) == 1:
        return Picked(places.pop())
    if plain.says(f" {text} ", (*_ANY, *_SOONEST)) and places:
        return Picked(min(places))
    return Picked(None, is_elsewhere=bool(wanted) and not places)


def _mentions(text: str, slots: Sequence[Slot], zone: ZoneInfo) -> tuple[list[set[int]], set[int]]:
    """What each thing that they name fits to, and what they do not want."""
    wanted: list[set[int]] = []
    unwanted: set[int] = set()
    for start, fits in (*_by_place(text, slots), *_by_day(text, slots, zone), *_by_clock(text, slots, zone)):
        if _DENIED.search(text[:start]):
            unwanted |= fits
        else:
            wanted.append(fits)
    return wanted, unwanted


def _by_place(text: str, slots: Sequence[Slot]) -> list[tuple[int, set[int]]]:
    found = [(each.start(), _PLACES[each[1]]) for each in _NUMBERED.finditer(text)]
    found += [(each.start(), _ORDINALS[each.group()]) for each in re.finditer(rf"\b(?:{'|'.join(_ORDINALS)})\b", text)]
    found += [(0, -1)] if plain.says(f" {text} ", _LATEST) else []
    return [(start, {place % len(slots)} if place < len(slots) else set()) for start, place in found]


def _by_day(text: str, slots: Sequence[Slot], zone: ZoneInfo) -> list[tuple[int, set[int]]]:
    days = [_DAYS[slot.starts_at.astimezone(zone).weekday()] for slot in slots]
    return [
        (each.start(), {place for place, day in enumerate(days) if day == each[1]})
        for each in re.finditer(rf"\b({'|'.join(_DAYS)})s?\b", text)
    ]


def _by_clock(text: str, slots: Sequence[Slot], zone: ZoneInfo) -> list[tuple[int, set[int]]]:
    bare = _NUMBERED.sub(lambda each: " " * len(each.group()), text)
    bare = _WITH_ONE.sub(_without_pronoun, bare)
    found = [(each.start(), _at_clock(each, slots, zone)) for each in _CLOCK.finditer(bare) if _is_hour(each, bare)]
    for part, (first, last) in _PARTS.items():
        if mentioned := re.search(rf"\b{part}s?\b", text):
            hours = [slot.starts_at.astimezone(zone).hour for slot in slots]
            found.append((mentioned.start(), {place for place, hour in enumerate(hours) if first <= hour < last}))
    return found


def _without_pronoun(found: re.Match[str]) -> str:
    """ "The second one", "the morning one": no hour; "at one" is. What follows stays where it was."""
    is_hour = found.group().split()[0] in ("at", "around", "about", "by", "for", "or", "is", "say")
    return found.group() if is_hour else " " * len(found.group())


def _is_hour(found: re.Match[str], text: str) -> bool:
    return not re.match(r" (?:of|weeks?|days?|hours?|minutes?|times?)\b", text[found.end() :])


def _at_clock(found: re.Match[str], slots: Sequence[Slot], zone: ZoneInfo) -> set[int]:
    hour = _HOURS.get(found[1]) or int(found[1])
    minute = int(found[2] or 0) or _MINUTES.get(found[3] or "", 0)
    times = [slot.starts_at.astimezone(zone) for slot in slots]
    return {
        place
        for place, at in enumerate(times)
        if at.hour % 12 == hour % 12 and at.minute == minute and (not found[4] or (at.hour >= 12) == (found[4] == "pm"))
    }


def _names_another_day(text: str, slots: Sequence[Slot], zone: ZoneInfo) -> bool:
    return any(not fits for _, fits in _by_day(text, slots, zone))
