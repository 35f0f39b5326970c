"""Decides what a text or a spoken sentence asks of us, and says which words decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from . import scales, tokens
from .grammar import Grammar, Match
from .rules import Ground, Sense
from .scales import Weighed
from .tokens import BOOK, EDGE, Token

# The union of all carriers' words (wire/sms.md D3), then Spanish ones.
STOP_WORDS = frozenset(["stop", "stopall", "unsubscribe", "end", "quit", "cancel", "revoke", "optout"])
STOP_WORDS |= frozenset(["alto", "baja", "basta", "cancelar", "parar", "desuscribir"])
START_WORDS = frozenset(["start", "unstop"])
HELP_WORDS = frozenset(["help", "info", "ayuda"])
# Said aloud, these are answers and half-sentences, not keywords.
_ONLY_WRITTEN = frozenset(["end", "quit", "cancel", "revoke", "alto", "baja", "basta", "cancelar", "parar"])
_SLIPS = frozenset(["sotp", "stpo", "stp", "stopp", "stip", "dtop", "atop", "syop", "stopit", "unsub"])
_POLITE = frozenset(["thank", "thanks", "you", "porfavor", "gracias", "now", "ya", "immediately", EDGE])
_CALLING = frozenset(BOOK.classes["CALLS"] + BOOK.classes["LLAMAR"])
_WRITING = frozenset(BOOK.classes["TEXTS"] + BOOK.classes["ESCRIBIR"] + BOOK.classes["MANDAR"])
# How much must speak for an opt-out, by what the phrases say; chosen by cross-validation on phrases that no rule was
# made from. A phrase that is most of what was said is taken at its word unless nearly everything speaks against it.
_DESPITE_NONE, _DESPITE_OFFER, _DESPITE_LIMIT, _WITH_PHRASE, _WITH_NOTHING_ELSE = 1.25, 0.5, 1.0, -1.0, -4.0
_MOST_OF_IT = 0.6


class Wish(StrEnum):
    """What is asked of us. NO_CALLS and NO_TEXTS close one channel, and ask for the other.

    NOT_INTERESTED closes none: an answer to the offer, no revocation (47 CFR 64.1200(a)(10)); end politely.
    """

    NONE = ""
    STOP = "stop"
    START = "start"
    HELP = "help"
    NOT_INTERESTED = "not_interested"
    NO_CALLS = "no_calls"
    NO_TEXTS = "no_texts"


@dataclass(frozen=True)
class Reading:
    """A wish, the very words that decided, and for an opt-out the ground."""

    wish: Wish
    phrase: str = ""
    ground: Ground = Ground.NONE


def read(text: str) -> Wish:
    """What a text message means; see `explain`."""
    return explain(text).wish


def explain(text: str) -> Reading:
    """What a text message means and why: a keyword as the whole message first, then phrases in free text.

    YES is a carrier's word for opting in, and an answer to many questions: it is no consent here. Only the plain word
    starts again, whatever else is said. A wrong number is an opt-out of that number.
    """
    word = _letters(text)
    if word in START_WORDS:
        return Reading(Wish.START, text.strip())
    if word in HELP_WORDS:
        return Reading(Wish.HELP, text.strip())
    said = tokens.of(tokens.bounded(text))
    if word in STOP_WORDS or _is_keyword(said, STOP_WORDS | _SLIPS):
        return Reading(Wish.STOP, text.strip()[:200], Ground.WORD)
    return _in_phrases(said, text)


def heard(transcript: str) -> Reading:
    """What a spoken turn means: as a text, but "help", "start", "end" and "cancel" alone are no keywords."""
    said = tokens.of(tokens.bounded(transcript))
    if _is_keyword(said, STOP_WORDS - _ONLY_WRITTEN):
        return Reading(Wish.STOP, transcript.strip()[:200], Ground.WORD)
    return _in_phrases(said, transcript)


def preload() -> None:
    """Ready phrases and weights now, so that no text waits for it (half a second)."""
    _grammar()
    scales.loaded()


def _letters(text: str) -> str:
    if len(text) > 40:
        return ""
    return "".join(letter for letter in text.lower() if "a" <= letter <= "z")


def _is_keyword(said: Sequence[Token], keywords: frozenset[str]) -> bool:
    """ "STOP please", "Stop! Stop!": the keyword and nothing but courtesy."""
    words = {token.word for token in said} - _POLITE
    return len(words) == 1 and words <= keywords


def _in_phrases(said: Sequence[Token], text: str) -> Reading:
    """The phrases first; the scales where they are silent or where much speaks against them."""
    found = _grammar().find(said)
    limits = _of(found, Sense.NOT_STOP)
    told = _of(found, Sense.STOP) + _of(found, Sense.BARE_STOP)
    pauses = _of(found, Sense.PAUSE)
    stops = _untouched(_of(found, Sense.STOP) if pauses else told, limits)
    offers = _untouched(_of(found, Sense.NOT_INTERESTED), limits)
    if stops and (one := _channel(stops, found, said)):
        return Reading(one, _quoted(stops[0], said, text), stops[0].rule.ground)
    weighed = scales.loaded().weigh(said)
    if stops and weighed.score > (_WITH_NOTHING_ELSE if _is_most(stops, said) else _WITH_PHRASE):
        return Reading(Wish.STOP, _quoted(stops[0], said, text), stops[0].rule.ground)
    if not stops and weighed.score > (
        _DESPITE_LIMIT if told or pauses else _DESPITE_OFFER if offers else _DESPITE_NONE
    ):
        return Reading(Wish.STOP, _quoted(weighed, said, text), Ground.SENSE)
    return Reading(Wish.NOT_INTERESTED, _quoted(offers[0], said, text)) if offers else Reading(Wish.NONE)


def _is_most(stops: Sequence[Match], said: Sequence[Token]) -> bool:
    """Whether one of the phrases is most of the words."""
    longest = max(_words(said[match.first : match.last + 1]) for match in stops)
    return longest >= _MOST_OF_IT * _words(said)


def _words(said: Sequence[Token]) -> int:
    return sum(token.word != EDGE for token in said)


def _channel(stops: Sequence[Match], found: Sequence[Match], said: Sequence[Token]) -> Wish:
    """The one channel that is closed where the other is asked for, else none."""
    words = {token.word for match in stops for token in said[match.first : match.last + 1]}
    if any(match.rule.ground is not Ground.STOP_CONTACT for match in stops):
        return Wish.NONE
    if words & _CALLING and not words & _WRITING and _of(found, Sense.RATHER_TEXT):
        return Wish.NO_CALLS
    if words & _WRITING and not words & _CALLING and _of(found, Sense.RATHER_CALL):
        return Wish.NO_TEXTS
    return Wish.NONE


def _of(found: Sequence[Match], sense: Sense) -> list[Match]:
    return [match for match in found if match.rule.sense is sense]


def _untouched(matches: Sequence[Match], limits: Sequence[Match]) -> list[Match]:
    return [match for match in matches if not any(match.touches(limit) for limit in limits)]


def _quoted(match: Match | Weighed, said: Sequence[Token], text: str) -> str:
    """The person's own words; positions are of the bounded text, which is what was read."""
    return tokens.bounded(text)[said[match.first].start : said[match.last].end].strip()


@cache
def _grammar() -> Grammar:
    return Grammar(BOOK.rules, BOOK.classes)
