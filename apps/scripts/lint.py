"""What is wrong with a script that can be read: mistakes, which keep it from being published, and doubts. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from . import criteria, speaking
from .document import Criterion, Kind, Phrases, Question, Script

# Seconds: longer, and people talk into it or hang up.
LONGEST_QUESTION, LONGEST_OPENING, LONGEST_ANSWER = 8, 10, 15
_WORDS = {"is": "is", "is_not": "is not", "at_least": "is at least", "at_most": "is at most"}


@dataclass(frozen=True)
class Finding:
    """`part` and `row` say where: a field of the script, and the place in its list; -1 for the field itself."""

    part: str
    row: int
    says: str
    is_mistake: bool = True

    @property
    def place(self) -> str:
        """For people: "Question 2"."""
        name = {"facts": "Fact", "transfers": "Person"}.get(self.part, self.part.removesuffix("s").capitalize())
        shown = self.part.replace("lines-", "the line ").replace("_", " ")
        return f"{name} {self.row + 1}" if self.row >= 0 else shown[:1].upper() + shown[1:]


def findings(script: Script, *, has_calendar: bool) -> list[Finding]:
    """In the order of the editor. `has_calendar`: whether the tenant has one in use."""
    return list(
        chain(
            _opening(script),
            *(_question(question, row) for row, question in enumerate(script.questions)),
            _score(script),
            _texts("objections", [(each.phrases, each.answer) for each in script.objections]),
            _texts("facts", [(each.topics, each.answer) for each in script.facts]),
            _prices(script),
            _ids(script),
            _people(script, has_calendar=has_calendar),
            _lines(script),
        )
    )


def mistakes(script: Script) -> list[Finding]:
    """Only what keeps it from being published."""
    return [each for each in findings(script, has_calendar=True) if each.is_mistake]


def _opening(script: Script) -> Iterator[Finding]:
    if not any(speaking.says_ai(text) for text in (script.opening, script.lines.disclosure)):
        says = (
            "Neither the opening nor the disclosure says that the lead talks with an AI; the law wants it said first."
        )
        yield Finding("opening", -1, says)
    spoken = f"{script.opening} {script.lines.disclosure} {script.reason}"
    if speaking.seconds(spoken) > LONGEST_OPENING:
        says = f"Opening, disclosure and reason take {_length(spoken)}; after {LONGEST_OPENING} people talk into it."
        yield Finding("opening", -1, says, is_mistake=False)
    for name in ("opening", "reason"):
        yield from _placeholders(name, -1, getattr(script, name))


def _question(question: Question, row: int) -> Iterator[Finding]:
    if question.kind is Kind.CHOICE and not question.choices:
        yield Finding("questions", row, "It asks to choose, but has no choices.")
    if not question.ask.strip():
        yield Finding("questions", row, "It has no words to ask with.")
    if question.choices or question.kind is not Kind.CHOICE:
        yield from (Finding("questions", row, says) for says in _criteria(question))
    for text in (question.ask, question.clarify):
        yield from _placeholders("questions", row, text)
        if speaking.seconds(text) > LONGEST_QUESTION:
            says = f"“{_short(text)}” takes {_length(text)} to say; more than {LONGEST_QUESTION} is hard to follow."
            yield Finding("questions", row, says, is_mistake=False)


def _criteria(question: Question) -> Iterator[str]:
    possible = criteria.possible(question)
    for each in question.criteria:
        if not any(criteria.is_met(each, value) for value in possible):
            yield f"No answer can meet “{_read(each)}”{_because(question, each)}."
    if criteria.turns_all_away(question):
        yield "Every answer turns the lead away."


def _because(question: Question, each: Criterion) -> str:
    if question.kind is Kind.CHOICE and each.when == "is":
        return f": the choices are {', '.join(choice.value for choice in question.choices)}"
    if question.kind is Kind.YES_NO:
        return ": the answer is yes or no"
    return ": the answer is no number" if each.when in ("at_least", "at_most") else ""


def _score(script: Script) -> Iterator[Finding]:
    most = criteria.most(script)
    if most < script.qualify_at:
        says = f"Nobody can qualify: the best answers bring {most} points, and {script.qualify_at} are wanted."
        yield Finding("qualify_at", -1, says)
    elif script.qualify_at <= 0 and script.questions:
        yield Finding("qualify_at", -1, "Everybody qualifies, even without an answer.", is_mistake=False)
    if not script.questions:
        yield Finding("questions", -1, "It asks nothing: every lead is treated alike.", is_mistake=False)


def _texts(part: str, answers: Iterable[tuple[Phrases, str]]) -> Iterator[Finding]:
    for row, (phrases, text) in enumerate(answers):
        if not phrases:
            yield Finding(part, row, "It is never said: it has no words by which the agent knows it.")
        yield from _placeholders(part, row, text)
        if not text.strip():
            yield Finding(part, row, "It has no answer to say.")
        if speaking.seconds(text) > LONGEST_ANSWER:
            yield Finding(part, row, f"Its answer takes {_length(text)} to say: shorten it.", is_mistake=False)


def _prices(script: Script) -> Iterator[Finding]:
    says = "It speaks of money without saying who confirms it, e.g. “A specialist gives you the exact price”."
    for part, answers in (
        ("objections", [each.answer for each in script.objections]),
        ("facts", [each.answer for each in script.facts]),
    ):
        for row, text in enumerate(answers):
            if speaking.names_money(text) and not speaking.says_who_confirms(text):
                yield Finding(part, row, says, is_mistake=False)


def _ids(script: Script) -> Iterator[Finding]:
    for part in ("questions", "objections", "facts", "transfers"):
        ids = [each.id for each in getattr(script, part)]
        counted = Counter(ids)
        for row, each in enumerate(ids):
            if counted[each] > 1 and ids.index(each) != row:
                yield Finding(part, row, f"The short name “{each}” is taken by another one above.")


def _people(script: Script, *, has_calendar: bool) -> Iterator[Finding]:
    if not script.transfers:
        says = "There is nobody to put a lead through to: who asks for a person is promised a call back."
        yield Finding("transfers", -1, says, is_mistake=False)
    if script.booking.is_on and not has_calendar:
        says = "It books appointments, but no calendar is connected: a colleague would have to find a time."
        yield Finding("booking", -1, says, is_mistake=False)
    yield from _placeholders("booking", -1, script.booking.what)


def _lines(script: Script) -> Iterator[Finding]:
    if not speaking.says_ai(script.lines.voicemail):
        yield Finding("lines-voicemail", -1, "The voicemail message does not say that it is an AI.", is_mistake=False)
    for name, text in script.lines:
        yield from _placeholders(f"lines-{name}", -1, text, line=name)


def _placeholders(part: str, row: int, text: str, *, line: str = "") -> Iterator[Finding]:
    for name in speaking.unfilled(text, line=line):
        where = f" in “{_short(text)}”" if line else ""
        yield Finding(part, row, f"Nobody fills in {name}{where}: it would be read aloud as it stands.")


def _read(each: Criterion) -> str:
    value = {True: "yes", False: "no"}.get(each.value, each.value) if isinstance(each.value, bool) else each.value
    return f"{_WORDS.get(each.when, 'is answered')} {value}"


def _length(text: str) -> str:
    return f"about {speaking.seconds(text):.0f} seconds"


def _short(text: str) -> str:
    return text if len(text) <= 50 else f"{text[:49]}…"
