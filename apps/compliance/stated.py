"""The address that a lead stated in a form's answers, whatever the form calls its fields."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from . import geography

_LETTERS = re.compile(r"[^a-z]+")
_ZIP = re.compile(r"(\d{5})(?:-?\d{4})?(?!\d)")
_ZIP_AT_END = re.compile(r"(?<![\d-])(\d{5})(?:-\d{4})?$")
_COUNTRY = re.compile(r"[,\s]+(?:u\.?s\.?a?\.?|united states(?: of america)?|canada)[\s.]*$", re.IGNORECASE)
_MOST_WORDS = 3  # "District of Columbia"


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


STATE = _set("state province stateprovince provincestate stateregion usstate homestate statecode region stateresidence")
ZIP = _set("zip zipcode postal postalcode postcode zippostalcode zippostal homezip propertyzip")
CITY = _set("city town citytown hometown homecity")
ADDRESS = _set(
    """address fulladdress streetaddress homeaddress propertyaddress mailingaddress location citystate citystatezip
    projectaddress serviceaddress installaddress billingaddress"""
)
# Words around a field's name that say nothing of its meaning.
_FILLERS = ("your", "my", "address", "home", "property", "billing", "mailing", "service", "current", "residence")


@dataclass(frozen=True, slots=True)
class Address:
    """What was said of where the person lives, as far as it can be read; `state` is ISO 3166-2."""

    state: str = ""
    postal_code: str = ""
    city: str = ""


UNSTATED = Address()


def read(answers: Mapping[str, object]) -> Address:
    """The address in a lead's answers; what can't be read counts as not said."""
    state = postal_code = city = ""
    for key, told in answers.items():
        text = str(told).strip()[:200]
        meaning = _meaning(key[:80])
        if meaning == "state":
            state = state or state_of(text)
        elif meaning == "zip":
            postal_code = postal_code or _postal_code(text)
        elif meaning == "city":
            city = city or text
        elif meaning == "address":
            line = in_one_line(text)
            state, postal_code, city = state or line.state, postal_code or line.postal_code, city or line.city
    if city and not state and (line := in_one_line(city)).city:
        state, city = line.state, line.city
    return Address(state, postal_code, city)


def in_one_line(text: str) -> Address:
    """Of an address written in one line, its end: "12 Main St, Miami, FL 33101", "El Paso TX", "Austin, Texas, USA"."""
    text = _COUNTRY.sub("", text.strip())
    found = _ZIP_AT_END.search(text)
    postal_code = found[1] if found else ""
    *before, last = [part.strip() for part in re.split(r"[,\n]", text[: found.start()] if found else text)]
    if not last and before:
        *before, last = before
    if any(letter.isdigit() for letter in last):
        return Address("", postal_code)  # a street: "12 Main Ct" is not in Connecticut
    state, rest = _ending(last)
    city = rest or (before[-1] if before else "")
    return Address(state, postal_code, city if state and not any(map(str.isdigit, city)) else "")


def _ending(text: str) -> tuple[str, str]:
    """The state that the text ends with, and what stands before it."""
    words = text.split()
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        if state := state_of(" ".join(words[-count:])):
            return state, " ".join(words[:-count])
    return "", ""


def state_of(text: str) -> str:
    """ISO 3166-2 of a state or province by code or name, or nothing."""
    plain = " ".join(text.lower().replace(".", "").split()).removeprefix("us-").removeprefix("ca-")
    return geography.states_by_text().get(plain, "")


def _postal_code(text: str) -> str:
    found = _ZIP.match(text)
    return found[1] if found else ""


@lru_cache(maxsize=4096)
def _meaning(key: str) -> str:
    word = _LETTERS.sub("", key.lower().rpartition(".")[2])
    for meaning, words in (("state", STATE), ("zip", ZIP), ("city", CITY), ("address", ADDRESS)):
        if word in words or _bare(word) in words:
            return meaning
    return ""


def _bare(word: str) -> str:
    for filler in _FILLERS:
        word = word.replace(filler, "", 1) if word != filler else word
    return word
