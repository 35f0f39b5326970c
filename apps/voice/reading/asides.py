"""What people say beside answers: questions, objections, times, and which slot they take."""

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from apps.outreach import callback_wish
from apps.voice.policy.reading import Intent

from . import picking, plain, topics
from .context import Context
from .lexicon import PATTERNS, PHRASES
from .picking import Picked

_QUESTION = re.compile(
    r"^(?:and |but |so |ok |okay |yes |well |hey |also )*"
    r"(?:what|whats|how|hows|why|when|where|which|who|do you|does|did you|are (?:you|there)|is (?:there|it|this|that)|"
    r"can (?:you|i|it)|could (?:you|i)|will (?:you|it|there)|would (?:you|it|i)|have you|"
    r"should i|tell me)\b"
)
# A greeting is one only where little else is said.
_MOST_WORDS_OF_A_GREETING, _LEAST_WORDS_OF_A_QUESTION = 4, 4
_LONGEST_WHEN = 120
_ANSWERED_OTHERWISE = frozenset(
    (
        Intent.IS_ROBOT, Intent.WHO, Intent.HUMAN, Intent.PRICE, Intent.REPEAT, Intent.LATER, Intent.HOLD_ON,
        Intent.OPT_OUT, Intent.WRONG_PERSON, Intent.BOOK, Intent.RESCHEDULE, Intent.OTHER_LANGUAGE,
        Intent.VOICEMAIL, Intent.SCREENING,
    )
)  # fmt: skip


def named(said: str, context: Context) -> list[Intent]:
    """By the phrases of the lexicon."""
    text = plain.spaced(said)
    found = [intent for intent, phrases in PHRASES.items() if plain.says(text, phrases)]
    found += [intent for intent, pattern in PATTERNS.items() if pattern.search(text)]
    if Intent.GREETING in found and len(text.split()) > _MOST_WORDS_OF_A_GREETING:
        found.remove(Intent.GREETING)
    if Intent.HUMAN in found and Intent.IS_ROBOT in found:
        found.remove(Intent.IS_ROBOT)
    if Intent.SCREENING in found and Intent.VOICEMAIL in found:
        found.remove(_less(text, Intent.SCREENING, Intent.VOICEMAIL))
    if Intent.BOOK in found and context.slots:
        found.remove(Intent.BOOK)
    return found


def _less(text: str, one: Intent, other: Intent) -> Intent:
    counts = {intent: sum(f" {phrase} " in text for phrase in PHRASES[intent]) for intent in (one, other)}
    return one if counts[one] <= counts[other] else other


def facts(said: str, context: Context) -> list[str]:
    """The ids of the facts that are asked for; of one clause the nearest, of two clauses both."""
    phrased = [(fact.id, fact.topics) for fact in context.facts]
    found = [topics.best(clause, phrased) for clause in _questions(said)]
    return list(dict.fromkeys(id_ for id_ in found if id_))


def objection(said: str, context: Context) -> str | None:
    """The id of the script's objection that this is."""
    return topics.best(said, [(each.id, each.phrases) for each in context.objections])


def is_other_question(said: str, intents: Sequence[Intent], *, is_answered: bool) -> bool:
    """A question that is none of those that have a name, so that a colleague must answer it."""
    if _ANSWERED_OTHERWISE & set(intents):
        return False
    asked = _questions(said)
    return any(len(clause.split()) >= _LEAST_WORDS_OF_A_QUESTION for clause in asked) and not (
        is_answered and not any(_QUESTION.match(clause) for clause in asked)
    )


def picked(said: str, context: Context) -> Picked:
    """Which of the offered times."""
    return picking.read(said, context.slots, zone=ZoneInfo(context.zone)) if context.slots else Picked(None)


def when(said: str, context: Context, *, is_elsewhere: bool) -> str:
    """The time that they named to be called at, or to meet at instead of those offered; in their words."""
    said = plain.heard(said)
    clauses = [clause.strip() for clause in re.split(r"[.!?;]+(?!\d)|,(?= *(?:but|and|no)\b)", said)]
    zone = ZoneInfo(context.zone)
    for words in (*clauses, said.strip()):
        if words and callback_wish.read(words, now=context.now, zone=zone):
            return words[:_LONGEST_WHEN]
    return _bare_when(said, context, zone) if context.wants_when or is_elsewhere or context.slots else ""


def _bare_when(said: str, context: Context, zone: ZoneInfo) -> str:
    """Where a time is what was asked for, words around it do not hide it ("do you have anything next week")."""
    words = re.findall(
        r"(?:next week|tomorrow|today|tonight|(?:next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|weekend|"
        r"in \w+ (?:hours?|days?|weeks?|minutes?)|(?:after|before|around|at) \w+(?: ?[ap]\.?m)?|"
        r"morning|afternoon|evening)",
        said.lower(),
    )
    phrase = " ".join(words)
    is_time = phrase and phrase != "morning" and callback_wish.read(f"call me {phrase}", now=context.now, zone=zone)
    return phrase[:_LONGEST_WHEN] if is_time else ""


def _questions(said: str) -> list[str]:
    """The clauses that ask something."""
    parts = re.split(r"(?<=[?!.])\s+|,\s*|;\s*|\b(?=and (?:how|what|when|who|do|does|is|are|can|will)\b)|\bbut\b", said)
    return [part for part in parts if part.rstrip().endswith("?") or _QUESTION.match(" ".join(plain.words(part)))]
