"""The fields that a rule may ask for: their titles, and which comparisons make sense for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from apps.integrations.enrichment.base import FACTS

from .subject import ANSWER, CAMPAIGN, FOUND

MOST_KEY = 120


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    TIME = "time"


@dataclass(frozen=True)
class Field:
    """`title` completes a sentence: "state is TX"."""

    title: str
    kind: Kind = Kind.TEXT
    example: str = ""


_FOUND = {
    f"{FOUND}{name}": Field(fact.title, Kind.NUMBER if fact.is_number else Kind.TEXT, fact.example)
    for name, fact in FACTS.items()
}
KNOWN: Mapping[str, Field] = {
    "source": Field("source", example="website"),
    "source.kind": Field("kind of source", example="webhook"),
    "state": Field("state", example="TX"),
    "name": Field("name", example="Dana Reyes"),
    "first_name": Field("first name", example="Dana"),
    "last_name": Field("last name", example="Reyes"),
    "email": Field("e-mail", example="dana@example.com"),
    "email.domain": Field("e-mail domain", example="example.com"),
    "phone": Field("phone", example="+12145550123"),
    "phone.country": Field("phone's country", example="US"),
    "phone.area": Field("phone's area code", example="214"),
    "phone.state": Field("phone's state", example="TX"),
    "is_test": Field("test lead", Kind.FLAG),
    "local.time": Field("time at your office", Kind.TIME, example="mon-fri 9:00-17:00"),
    "local.weekday": Field("weekday at your office", example="Monday"),
    "local.hour": Field("hour at your office", Kind.NUMBER, example="17"),
    **_FOUND,
}
OPERATORS: Mapping[Kind, frozenset[str]] = {
    Kind.TEXT: frozenset(
        {"is", "is_not", "one_of", "contains", "starts_with", "exists", "missing", "lt", "lte", "gt", "gte", "between"}
    ),
    Kind.NUMBER: frozenset({"is", "is_not", "one_of", "lt", "lte", "gt", "gte", "between"}),
    Kind.FLAG: frozenset({"is"}),
    Kind.TIME: frozenset({"in_hours"}),
}


def find(name: str) -> Field:
    """The field of that name. Raises `KeyError` for one that no lead can have."""
    if name in KNOWN:
        return KNOWN[name]
    for prefix, said in ((ANSWER, "answer"), (CAMPAIGN, "campaign")):
        key = name.removeprefix(prefix)
        if name.startswith(prefix) and key and len(key) <= MOST_KEY:
            return Field(f"{said} “{key}”")
    raise KeyError(name)
