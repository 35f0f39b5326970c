"""Texts as they are heard: how long they take, what they leave to be filled in, whether they say that it is an AI."""

import re

# Measured on the offline voice; the clouds' are a little quicker.
LETTERS_A_SECOND = 15
# Filled in wherever they stand, and in the lines that are about a time.
EVERYWHERE = frozenset({"first_name", "company", "agent_name", "rep_name", "what"})
IN_LINES = {
    "call_back": "when",
    "booked": "when",
    "moved": "when",
    "not_moved": "when",
    "offer": "slots",
    "offer_one": "slots",
    "offer_again": "slots",
}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# In the words of some languages; a person's name alone is no disclosure.
_AI = re.compile(r"\b(?:ai|a\.i\.|artificial|robot|bot|automated|virtual|ia|ki)\b", re.IGNORECASE)
_MONEY = re.compile(
    r"[$€£]\s?\d|\b\d[\d,.]*\s?(?:dollars|euros|pounds|bucks|percent)\b"
    r"|\b(?:price|cost|fee|rate|discount|free of charge)s?\b",
    re.IGNORECASE,
)
_CONFIRMED = re.compile(
    r"\b(?:specialist|colleague|advisor|adviser|expert|technician|estimator|officer|dentist|doctor|team|office|"
    r"in writing|quote|estimate|confirm\w*|go(?:es)? through it)\b",
    re.IGNORECASE,
)


def seconds(text: str) -> float:
    """How long it takes to say."""
    return len(text) / LETTERS_A_SECOND


def says_ai(text: str) -> bool:
    """Whether a lead who hears it knows that no person speaks."""
    return bool(_AI.search(text))


def names_money(text: str) -> bool:
    return bool(_MONEY.search(text))


def says_who_confirms(text: str) -> bool:
    """Whether somebody or something is named that has the last word on a price."""
    return bool(_CONFIRMED.search(text))


def unfilled(text: str, *, line: str = "") -> list[str]:
    """Placeholders that nobody fills in there; `line` is the name of one of `Lines`."""
    known = EVERYWHERE | ({IN_LINES[line]} if line in IN_LINES else set())
    return [f"{{{name}}}" for name in _PLACEHOLDER.findall(text) if name not in known]
