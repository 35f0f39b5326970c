"""When a person wants to be called, from what they wrote or said: "after five", "mañana a las 3", "in 20 minutes".

Pure and deterministic. An hour without am or pm is the next one between 8 and 20 o'clock; whether it is lawful to call
then is the gate's to say.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from . import callback_day, callback_words
from .callback_day import DAY_ENDS, DAY_STARTS, Day

_UNITS = r"(?:minutes|hours|days|weeks|people|years?|percent|dollars|bucks|k\b|%|th\b|st\b|nd\b|rd\b)"
_TIME = (
    r"(\d{1,2})(?::([0-5]\d))?(?: ?(am|pm))?(?: ?(ish))?"
    rf"(?![-/:\d])(?! ?{_UNITS})(?: (?:in )?(morning|afternoon|night))?"
)
# A bare number is an hour only after such a word, after a day, or with minutes or am and pm.
_RELATION = r"(after|before|until|by|at|around|from|between|since) ?(?:at )?"
_WHEN = re.compile(rf"\b(?:{_RELATION}|(?<=day )|(?<=morrow )|(?=\d{{1,2}}(?::\d\d| ?[ap]m))){_TIME}(?: to {_TIME})?")
_IN = re.compile(r"\bin (\d{1,3}) (minutes|hours)\b|\b(\d{1,3}) (minutes|hours)(?: from now)?\b(?! ago)")
_SEGMENT = re.compile(r"\b(morning|afternoon|night)s?\b")
_SOON = re.compile(r"\b(now|later)\b")
_SEGMENTS = {"morning": (time(8), time(12)), "afternoon": (time(12), time(17)), "night": (time(17), time(21))}
_PAST = re.compile(r"\b(?:yesterday|ago|called|last|ayer|anoche|hace|llamaron|llamo|llame ayer|since|broke|was|were)\b")
_CALLING = re.compile(
    r"\b(?:call|calling|ring|phone|reach|talk|speak|try|dial|available|free|chat|home|"
    r"llam\w+|marq\w+|habl\w+|disponible|libre|comuni\w+|contact\w*)\b"
)
_OTHER_BUSINESS = re.compile(
    r"\b(?:appointment|cita|install\w*|inspection|deadline|closing|visit|leak\w*|estimate|crew)\b"
)
_IDLE_WORDS = re.compile(
    r"\b(?:at|in|is|am|pm|me|my|i|im|ill|be|for|it|that|this|would|will|can|could|you|u|we|works?|good|great|best|better|fine|"
    r"please|pls|plz|thanks?|thank|ok|okay|yes|yeah|no|not|sure|maybe|sometime|anytime|any|time|around|to|of|a|por|favor|"
    r"si|esta|bien|mejor|gracias|que|un|una|seria|puede|after|before|next|perhaps|try|how|about|then|lets|do|se|ser|"
    r"tal|vez|hola|hi|hello|hey|either|or|next|weeks?|days?)\b|[^\w\s]|\d"
)
_STILL_HERE = re.compile(r"\b(?:free|available|home|here|up|awake|disponible|libre|casa)\b[^,]{0,20}$")
_OPPOSITE = {"before": "after", "by": "after", "after": "before", "from": "before", "since": "before", "until": "after"}


@dataclass(frozen=True)
class CallbackWish:
    """From when until when the person wants to hear from us (aware, UTC), and the words, as they were understood."""

    earliest: datetime
    latest: datetime
    phrase: str


@dataclass(frozen=True)
class _Scene:
    """What is said, and where and when."""

    said: str
    now: datetime
    zone: ZoneInfo

    @property
    def local(self) -> datetime:
        return self.now.astimezone(self.zone)

    def at(self, day: date, clock: time) -> datetime:
        """A wall clock's instant; one that the clock skips is the instant an hour later, a doubled one the first."""
        return datetime.combine(day, clock, tzinfo=self.zone).astimezone(UTC)


def read(text: str, *, now: datetime, zone: ZoneInfo) -> CallbackWish | None:
    """The wish in the person's own zone, or None when no time to call is named (or it is over)."""
    clauses = re.split(r"[.!?;\n]+(?!\d)", callback_words.plain(text))
    said = " , ".join(clause.strip() for clause in clauses if not _PAST.search(clause))
    scene = _Scene(said, now, zone)
    wish = _relative(scene) or _at_a_clock(scene) or _in_a_segment(scene) or _on_a_day(scene) or _soon(scene)
    if wish is None or wish.latest <= now or not _is_about_calling(said, wish.phrase):
        return None
    return wish


def _relative(scene: _Scene) -> CallbackWish | None:
    found = _IN.search(scene.said)
    if not found:
        return None
    amount, unit = (found[1], found[2]) if found[1] else (found[3], found[4])
    delay = timedelta(minutes=int(amount) * (60 if unit == "hours" else 1))
    return CallbackWish(scene.now + delay, scene.now + delay + timedelta(minutes=30), found.group())


def _at_a_clock(scene: _Scene) -> CallbackWish | None:
    for found in _WHEN.finditer(scene.said):
        if int(found[2]) > 24:
            continue
        relation = _relation(found, scene.said)
        day = callback_day.of(scene.said, today=scene.local.date())
        start = _instant(found, 2, day, scene, relation=relation)
        if relation and start:
            return _around(start, relation, scene, found)
    return None


def _relation(found: re.Match[str], said: str) -> str:
    """How the clock is meant: "not before" is "after"; an "at" that is denied is nothing."""
    relation = "around" if found[5] else found[1] or "at"
    before = said[: found.start()]
    is_denied = callback_day.is_denied(before)
    if relation == "until" and not is_denied:
        return "before" if _STILL_HERE.search(before) else "after"
    return _OPPOSITE.get(relation, "") if is_denied else relation


def _instant(found: re.Match[str], group: int, day: Day | None, scene: _Scene, *, relation: str) -> datetime | None:
    """The first instant that the hour can mean, on the day or, without one, from now on."""
    segment = found[group + 4] or _segment(scene.said)
    clocks = _clocks(int(found[group]) % 24, int(found[group + 1] or 0), found[group + 2] or "", segment)
    today = scene.local.date()
    days = [day.first] if day else [today, today + timedelta(days=1)]
    instants = [scene.at(each, clock) for each in days for clock in clocks]
    if relation == "after" and days[0] == today and scene.local.time() < DAY_ENDS:
        # "After five", said at six, is now.
        return next((at for at in instants[: len(clocks)] if at > scene.now), instants[0])
    return next((at for at in instants if at > scene.now), None)


def _clocks(hour: int, minute: int, half: str, segment: str) -> list[time]:
    if half:
        return [time(hour % 12 + (12 if half == "pm" else 0), minute)]
    if hour > 12 or hour == 0:
        return [time(hour, minute)]
    if segment:
        is_late = segment != "morning"
        return [time(hour % 12 + (12 if is_late and not (hour == 12 and segment == "night") else 0), minute)]
    hours = [each for each in (hour % 12, hour % 12 + 12) if 8 <= each <= 20]
    return [time(each, minute) for each in hours]


def _around(at: datetime, relation: str, scene: _Scene, found: re.Match[str]) -> CallbackWish:
    local = at.astimezone(scene.zone)
    day_ends = max(scene.at(local.date(), DAY_ENDS), at + timedelta(hours=1))
    windows = {
        "at": (at, at + timedelta(minutes=30)),
        "around": (at - timedelta(minutes=15), at + timedelta(minutes=30)),
        "before": (scene.at(local.date(), DAY_STARTS), at),
    }
    windows["by"] = windows["before"]
    earliest, latest = windows.get(relation, (at, day_ends))
    if found[7]:
        earliest, latest = _range(at, found, scene)
    return CallbackWish(max(earliest, scene.now), latest, found.group().strip())


def _range(at: datetime, found: re.Match[str], scene: _Scene) -> tuple[datetime, datetime]:
    """ "Between 2 and 4 pm": the end comes after the start, and its half of the day is the start's as well."""
    local = at.astimezone(scene.zone)
    ends = _clocks(int(found[7]) % 24, int(found[8] or 0), found[9] or "", found[11] or "")
    starts = _clocks(int(found[2]) % 24, int(found[3] or 0), found[4] or found[9] or "", found[6] or found[11] or "")
    start = scene.at(local.date(), starts[0]) if starts and starts[0] < ends[-1] else at
    end = next((instant for clock in ends if (instant := scene.at(local.date(), clock)) > start), None)
    return start, end or start + timedelta(hours=1)


def _segment(said: str) -> str:
    found = _SEGMENT.search(said)
    return found[1] if found else ""


def _in_a_segment(scene: _Scene) -> CallbackWish | None:
    found = _SEGMENT.search(scene.said)
    if not found:
        return None
    starts, ends = _SEGMENTS[found[1]]
    if callback_day.is_denied(scene.said[: found.start()]):
        if found[1] != "morning":
            return None
        starts, ends = time(12), DAY_ENDS
    day = callback_day.of(scene.said, today=scene.local.date())
    first = day.first if day else scene.local.date()
    if not day and scene.at(first, ends) <= scene.now:
        first += timedelta(days=1)
    return CallbackWish(max(scene.at(first, starts), scene.now), scene.at(first, ends), found.group())


def _on_a_day(scene: _Scene) -> CallbackWish | None:
    day = callback_day.of(scene.said, today=scene.local.date())
    if not day:
        return None
    earliest = max(scene.at(day.first, DAY_STARTS), scene.now)
    return CallbackWish(earliest, scene.at(day.last, DAY_ENDS), day.phrase)


def _soon(scene: _Scene) -> CallbackWish | None:
    found = _SOON.search(scene.said)
    if not found or callback_day.is_denied(scene.said[: found.start()]):
        return None
    wait, span = (timedelta(), timedelta(minutes=15)) if found[1] == "now" else (timedelta(hours=1), timedelta(hours=3))
    return CallbackWish(scene.now + wait, scene.now + wait + span, found.group())


def _is_about_calling(said: str, phrase: str) -> bool:
    """A time alone is an answer to "when?"; among other words it needs a word for calling."""
    if _CALLING.search(said):
        return not re.search(r"\b(?:my|mi|cancel\w*) .{0,20}(?:appointment|cita)\b", said)
    if _OTHER_BUSINESS.search(said):
        return False
    rest = _IDLE_WORDS.sub(" ", callback_day.WORDS.sub(" ", said.replace(phrase, " ")))
    return len(rest.split()) <= 1
