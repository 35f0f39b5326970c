"""A question's answer as the typed value of its kind; the same for what is said and for what a form has told."""

from apps.scripts.document import Choice, Kind, Question

from . import choices, dates, emails, names, numbers, plain, yes_no, zips

_SURE, _LIKELY = 0.95, 0.8
_NOUGHT = ("none", "zero", "nothing", "nobody")
_ALONE = ("just me", "only me", "just myself", "by myself")
_LONGEST_TEXT = 200
type Valued = tuple[bool | float | str, float]


def read(question: Question, said: str) -> Valued | None:
    """The value and how sure it is; None where the reply is no answer to this question."""
    if question.kind is Kind.YES_NO:
        return _yes_no(question, said)
    if question.kind is Kind.CHOICE:
        return choices.read(said, question.choices)
    if question.kind in (Kind.NUMBER, Kind.MONEY):
        return _number(said)
    if question.kind is Kind.TEXT:
        return _text(said)
    found = {Kind.ZIP: zips, Kind.DATE: dates, Kind.NAME: names, Kind.EMAIL: emails}[question.kind].read(said)
    return (found, _SURE) if found else None


def named_yes_or_no(question: Question, said: str) -> Valued | None:
    """By the script's own words for yes and no ("I rent" is a no)."""
    ways = {choice.also[0]: choice for choice in question.choices if choice.also}
    found = choices.read(said, [Choice(value=first, also=choice.also) for first, choice in ways.items()])
    return (ways[found[0]].value == "yes", found[1]) if found else None


def _yes_no(question: Question, said: str) -> Valued | None:
    if found := named_yes_or_no(question, said):
        return found
    verdict = yes_no.read(said)
    return None if verdict is None else (verdict, _SURE)


def _number(said: str) -> Valued | None:
    found = numbers.read(said)
    if found is not None:
        return found, _SURE
    text = plain.spaced(said)
    if plain.says(text, _ALONE):
        return 1.0, _LIKELY
    return (0.0, _LIKELY) if plain.says(text, _NOUGHT) else None


def _text(said: str) -> Valued | None:
    words = " ".join(said.split())[:_LONGEST_TEXT]
    return (words, _LIKELY) if plain.words(words) and not yes_no.is_unsure(words) else None
