"""A time in the future as people name it ("by spring", "in two weeks"): kept in their words, not made a date."""

import re

from . import plain

_SPAN = r"(?:(?:day|week|month|year)s?|spring|summer|fall|autumn|winter|weekend|quarter|[a-z]+day|month)"
_NUMBER = (
    r"(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a couple(?: of)?|a few|couple(?: of)?|few)"
)
_UNIT = r"(?:days?|weeks?|months?|years?)"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_SEASON = r"(?:spring|summer|fall|autumn|winter)"
_FEAST = r"(?:christmas|thanksgiving|easter|new years?|the holidays|the new year|labor day|memorial day)"
_ORDINAL = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|(?:twenty |thirty )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
    r"tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth)|"
    r"twentieth|thirtieth)"
)
_PREPOSITION = r"(?:by|in|before|after|around|within|until|sometime in|early in|late in)"
_QUALIFIED = r"(?:early |late |mid |(?:the )?(?:beginning|start|middle|end|(?:first|second|third|last) week) of )?"
_PATTERNS = (
    r"as soon as possible|asap|right away|immediately",
    rf"{_NUMBER} {_UNIT} from (?:now|{_DAY}|today|tomorrow)",
    r"(?:within |in )?a (?:day|week|month|year) or (?:two|so)",
    rf"(?:within |in )?(?:about |around |like |maybe )?(?:the next )?{_NUMBER}(?: (?:or|to) {_NUMBER})? {_UNIT}",
    rf"(?:{_MONTH} (?:the )?{_ORDINAL}|{_MONTH} \d{{1,2}}|(?:the )?{_ORDINAL}(?! week)(?: of {_MONTH})?)(?: \d{{4}})?",
    r"\d{1,2}/\d{1,2}(?:/\d{2,4})?",
    rf"(?:{_PREPOSITION} )?{_QUALIFIED}(?:next|this|the|that|coming) {_SPAN}",
    rf"(?:{_PREPOSITION} )?(?:the )?{_QUALIFIED}(?:{_MONTH}|{_SEASON}|{_FEAST}|{_DAY})(?: \d{{4}})?",
    r"(?:by |before |after |until )?(?:today|tomorrow|tonight|the weekend|the day after tomorrow)",
    r"(?:in |by )20\d\d",
)
_DATE = re.compile(rf"(?:{'|'.join(f'(?:{each})' for each in _PATTERNS)})(?![a-z])")
# Nothing but "may" is a month and a verb.
_VERB = re.compile(r"\b(?:i|we|you|it|they|that) may\b|\bmay (?:be|have|want|need)\b|\bby the\b$")


def read(said: str) -> str | None:
    """The words that name the time; None if none do."""
    text = _VERB.sub(" ", plain.lowered(said))
    found = [each for each in _DATE.finditer(text) if each.start() == 0 or not text[each.start() - 1].isalnum()]
    if not found:
        return None
    longest = max(found, key=lambda each: len(each.group()))
    return longest.group().removeprefix("the ").removeprefix("sometime ")
