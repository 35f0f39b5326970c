"""The lead as rules see it: one value a field, worked out when first asked for. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import phonenumbers

from . import areas

type Value = str | bool | datetime | None

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ANSWER, CAMPAIGN, FOUND = "answers.", "campaign.", "found."
STATED = ("state", "province", "region")


@dataclass(frozen=True)
class Person:
    """What a lead said of itself; `phone` is E.164, `email` lower case, "" where there is none.

    `found` is what services have told of number and address.
    """

    first_name: str
    last_name: str
    email: str
    phone: str
    answers: Mapping[str, object]
    campaign: Mapping[str, object]
    is_test: bool
    found: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Subject:
    """A person, the source that they came by, and the moment at the tenant's office."""

    person: Person
    source: str
    source_kind: str
    local: datetime
    _known: dict[str, Value] = field(default_factory=dict, compare=False, repr=False)

    def value(self, name: str) -> Value:
        """The field's value; None where the lead has none, and for a field that nobody knows."""
        try:
            return self._known[name]
        except KeyError:
            return self._known.setdefault(name, self._read(name))

    def _read(self, name: str) -> Value:
        reader = READERS.get(name)
        if reader:
            return reader(self) if name in FLAGS else reader(self) or None
        if name.startswith(ANSWER):
            return _text(self.person.answers.get(name.removeprefix(ANSWER)))
        if name.startswith(CAMPAIGN):
            return _text(self.person.campaign.get(name.removeprefix(CAMPAIGN)))
        if name.startswith(FOUND):
            return self.person.found.get(name.removeprefix(FOUND)) or None
        return None


def at(person: Person, *, source: str, source_kind: str, now: datetime, zone: ZoneInfo) -> Subject:
    """The person as they come by this source at this instant."""
    return Subject(person, source, source_kind, now.astimezone(zone))


def _text(value: object) -> str | None:
    """Answers are text, but whoever writes into the database by hand may leave numbers there."""
    if value is None or isinstance(value, dict | list):
        return None
    return str(value).strip() or None


def _country(subject: Subject) -> str:
    phone = subject.person.phone
    if not phone:
        return ""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(phone)) or ""
    except phonenumbers.NumberParseException:
        return ""


def _state(subject: Subject) -> str:
    """What the form says goes first; else where the number was given out."""
    for key in STATED:
        stated = subject.person.answers.get(key)
        if isinstance(stated, str) and (found := areas.named(stated)):
            return found
    return areas.state(subject.person.phone)


READERS: Mapping[str, Callable[[Subject], Value]] = {
    "source": lambda subject: subject.source,
    "source.kind": lambda subject: subject.source_kind,
    "name": lambda subject: f"{subject.person.first_name} {subject.person.last_name}".strip(),
    "first_name": lambda subject: subject.person.first_name,
    "last_name": lambda subject: subject.person.last_name,
    "email": lambda subject: subject.person.email,
    "email.domain": lambda subject: subject.person.email.rpartition("@")[2],
    "phone": lambda subject: subject.person.phone,
    "phone.country": _country,
    "phone.area": lambda subject: areas.area(subject.person.phone),
    "phone.state": lambda subject: areas.state(subject.person.phone),
    "state": _state,
    "is_test": lambda subject: subject.person.is_test,
    "local.time": lambda subject: subject.local,
    "local.weekday": lambda subject: WEEKDAYS[subject.local.weekday()],
    "local.hour": lambda subject: str(subject.local.hour),
}
FLAGS = frozenset({"is_test"})
