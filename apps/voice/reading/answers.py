"""The script's questions that a reply answers: the one that was asked, others in passing, and one taken back."""

from collections.abc import Iterator

from apps.scripts.document import Kind, Question
from apps.voice.policy.reading import Intent, Value

from . import choices, emails, numbers, plain, topics, valued, yes_no, zips
from .closeness import is_same
from .context import Context

# What a word of the question must be to tie an answer to it: not one of those that are in every question.
_TIED, _TIED_SHARE, _IN_PASSING = 2, 0.6, 0.85
_MOST_IN_PASSING = 4
_NEVER_DETAIL = frozenset([Intent.HOLD_ON, Intent.LATER, Intent.REPEAT, Intent.OPT_OUT, Intent.WRONG_PERSON])
_NEVER_FREE_TEXT = _NEVER_DETAIL | {
    Intent.IS_ROBOT, Intent.WHO, Intent.HUMAN, Intent.PRICE, Intent.GOODBYE, Intent.OTHER_LANGUAGE,
    Intent.NOT_INTERESTED,
}  # fmt: skip
_MEASURED = (Kind.NUMBER, Kind.MONEY)


def read(said: str, context: Context, *, beside: frozenset[Intent], has_fact: bool) -> tuple[Value, ...]:
    """At most one value a question; the asked one first. `beside`: what else they do in the same breath."""
    if context.corrects and (value := _taken_back(said, context, context.corrects)):
        return (value,)
    asked = [] if _is_beside(context.asking, beside, has_fact=has_fact) else list(_asked(said, context))
    others = [question for question in context.questions if question != context.asking]
    passing = [value for question in others if (value := _in_passing(said, question, context))]
    if asked and _belongs_elsewhere(context.asking, passing, said):
        asked = []
    return (*asked, *passing[:_MOST_IN_PASSING])


def _is_beside(asking: Question | None, beside: frozenset[Intent], *, has_fact: bool) -> bool:
    """ "Call me at five" is no number of people, "who is this" no name: words that say something else."""
    if asking is None:
        return False
    if asking.kind in (Kind.NAME, Kind.TEXT):
        return has_fact or bool(beside & _NEVER_FREE_TEXT)
    if asking.kind is Kind.YES_NO:
        return Intent.GOODBYE in beside
    return asking.kind is not Kind.CHOICE and bool(beside & _NEVER_DETAIL)


def _asked(said: str, context: Context) -> Iterator[Value]:
    question = context.asking
    if question and (found := valued.read(question, said)):
        yield Value(question_id=question.id, value=found[0], confidence=found[1])


def _taken_back(said: str, context: Context, question: Question) -> Value | None:
    """ "No wait, I meant two hundred", said to the next question; unless it says that it is about this one."""
    if not numbers.is_correction(said):
        return None
    found = valued.read(question, numbers.corrected(said))
    if not found or question.kind is Kind.TEXT:
        return None
    asking = context.asking
    if asking and _ties(said, asking) > _ties(said, question):
        return None
    return Value(question_id=question.id, value=found[0], confidence=found[1])


def _in_passing(said: str, question: Question, context: Context) -> Value | None:
    """Only what can be nothing else: an address, a code, a choice by name, a number beside the question's words."""
    found: bool | float | str | None = None
    if question.kind is Kind.EMAIL and ("@" in said or " at " in said.lower()):
        found = emails.read(said)
    elif question.kind is Kind.ZIP and not _wants_number(context):
        found = zips.read(said)
    elif question.kind is Kind.CHOICE and context.asking is not None and context.asking.kind is not Kind.CHOICE:
        found = choices.is_named(said, question.choices)
    elif question.kind in (*_MEASURED, Kind.YES_NO):
        named = _named_yes_or_no(said, question)
        found = _in_its_clause(said, question) if named is None else named
    return None if found is None else Value(question_id=question.id, value=found, confidence=_IN_PASSING)


def _named_yes_or_no(said: str, question: Question) -> bool | None:
    """Word for word; a mere yes or no is about what was asked."""
    found = valued.named_yes_or_no(question, said) if question.kind is Kind.YES_NO else None
    return bool(found[0]) if found and found[1] >= _IN_PASSING else None


def _wants_number(context: Context) -> bool:
    return context.asking is not None and context.asking.kind in _MEASURED


def _in_its_clause(said: str, question: Question) -> bool | float | None:
    """Of the clause that has the question's own words."""
    for clause in plain.clauses(said):
        text = " ".join(clause)
        ties = _ties(text, question)
        if question.kind in _MEASURED and ties >= 1 and (number := numbers.read(text)) is not None:
            return number
        if question.kind is Kind.YES_NO and ties >= _least_ties(question) and not _asks(clause):
            return not any(yes_no.is_denied(clause, at) for at in range(1, len(clause)))
    return None


def _asks(clause: list[str]) -> bool:
    return clause[0] in ("do", "does", "is", "are", "can", "what", "how", "when", "if", "would", "should", "why")


def _ties(said: str, question: Question) -> int:
    """How many words of the question are in it; those that are in most questions do not count."""
    wanted = topics.content(question.ask)
    words = plain.words(said)
    return sum(any(is_same(word, other) for other in words) for word in dict.fromkeys(wanted))


def _least_ties(question: Question) -> float:
    """Two words of a short question; of a longer one most: "right now" is in many."""
    return max(_TIED, _TIED_SHARE * len(topics.content(question.ask)))


def _belongs_elsewhere(asking: Question | None, passing: list[Value], said: str) -> bool:
    """Whether the number that seemed to answer what was asked is the other question's."""
    if not asking or asking.kind not in _MEASURED:
        return False
    number = numbers.read(said)
    return any(value.value == number for value in passing) and not _ties(said, asking)
