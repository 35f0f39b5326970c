"""What changed between two versions of a script, in sentences. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol

from .document import Criterion, Fact, Lines, Objection, Part, Question, Script, Transfer

_FIELDS = {
    "agent_name": "The agent's name",
    "language": "The language",
    "voice": "The voice",
    "tone": "The tone",
    "opening": "The opening",
    "reason": "The reason for the call",
    "qualify_at": "The score that qualifies",
    "most_minutes": "The longest call in minutes",
    "leaves_voicemail": "A message on voicemails",
}
_BOOKING = {
    "is_on": "Booking",
    "what": "What is booked",
    "minutes": "The minutes of an appointment",
    "offers_at_once": "How many times are offered at once",
    "notice_minutes": "The notice in minutes",
    "days_ahead": "The days ahead",
    "is_for_qualified_only": "Booking for qualified leads only",
}
_QUESTION = {
    "ask": "its words",
    "kind": "the kind of answer",
    "choices": "the choices",
    "clarify": "how it is asked again",
    "known_from": "what the form may have told",
    "is_required": "whether it must be answered",
}


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def words(before: Script, after: Script) -> list[str]:
    """One sentence a change; nothing where both speak alike."""
    return list(
        chain(
            _fields(_FIELDS, before, after),
            _questions(before.questions, after.questions),
            _answers("objection", before.objections, after.objections),
            _answers("fact", before.facts, after.facts),
            _fields(_BOOKING, before.booking, after.booking),
            _people(before.transfers, after.transfers),
            _lines(before.lines, after.lines),
        )
    )


def _fields(names: dict[str, str], before: Part, after: Part) -> Iterator[str]:
    for name, title in names.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield f"{title} was {_said(old)}, now {_said(new)}."


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"“{value}”" if isinstance(value, str) and value else str(value) or "empty"


def _questions(before: Sequence[Question], after: Sequence[Question]) -> Iterator[str]:
    old, new = _by_id(before), _by_id(after)
    yield from (f"No longer asked: “{each.ask}”" for key, each in old.items() if key not in new)
    for key, each in new.items():
        if key not in old:
            yield f"New question: “{each.ask}”"
        else:
            yield from _question(old[key], each)
    if _order(before, new) != _order(after, old):
        yield f"The questions come in another order: {', '.join(each.id.replace('_', ' ') for each in after)}."


def _question(old: Question, new: Question) -> Iterator[str]:
    if old.ask != new.ask:
        yield f"Asked in other words: “{old.ask}” is now “{new.ask}”"
    rest = [title for name, title in _QUESTION.items() if name != "ask" and getattr(old, name) != getattr(new, name)]
    if rest:
        yield f"“{new.ask}” changed in {' and '.join(rest)}."
    told = (f"{criterion(each)} no longer counts" for each in old.criteria if each not in new.criteria)
    added = (f"{criterion(each)}" for each in new.criteria if each not in old.criteria)
    changes = [*told, *added]
    if changes:
        yield f"The score of “{new.ask}” changed: {'; '.join(changes)}."


def criterion(each: Criterion) -> str:
    """ "at least 200: 10 points", "is no: not one of ours"."""
    value = ("yes" if each.value else "no") if isinstance(each.value, bool) else each.value
    shown = f"{value:,.10g}" if isinstance(value, float) else str(value)
    when = "any answer" if each.when == "is_answered" else f"{each.when.replace('_', ' ')} {shown}"
    worth = "not one of ours" if each.disqualifies else f"{each.points} point{'' if each.points == 1 else 's'}"
    return f"{when}: {worth}"


def _answers[Answer: Objection | Fact](what: str, before: Sequence[Answer], after: Sequence[Answer]) -> Iterator[str]:
    old, new = _by_id(before), _by_id(after)
    yield from (f"Taken away: the {what} “{key.replace('_', ' ')}”." for key in old if key not in new)
    for key, each in new.items():
        name = key.replace("_", " ")
        if key not in old:
            yield f"New {what} “{name}”: “{each.answer}”"
        elif old[key].answer != each.answer:
            yield f"The {what} “{name}” is answered otherwise: “{old[key].answer}” is now “{each.answer}”"
        elif old[key] != each:
            yield f"The {what} “{name}” is recognised by other words, or goes on otherwise."


def _people(before: Sequence[Transfer], after: Sequence[Transfer]) -> Iterator[str]:
    old, new = _by_id(before), _by_id(after)
    yield from (f"Nobody is put through to {each.label} any more." for key, each in old.items() if key not in new)
    for key, each in new.items():
        if key not in old:
            yield f"Leads may be put through to {each.label}."
        elif old[key] != each:
            yield f"{each.label} has another name or number."


def _lines(before: Lines, after: Lines) -> Iterator[str]:
    for name, old in before:
        new = getattr(after, name)
        if old != new:
            yield f"The line “{name.replace('_', ' ')}” was “{old}”, now “{new}”"


def _by_id[Each: _Named](parts: Iterable[Each]) -> dict[str, Each]:
    return {each.id: each for each in parts}


def _order(parts: Iterable[Question], kept: dict[str, Question]) -> list[str]:
    return [each.id for each in parts if each.id in kept]
