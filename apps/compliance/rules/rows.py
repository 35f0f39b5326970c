"""The rows of a rule pack as a file spells them: one rule of one jurisdiction, with its source and its dates."""

from datetime import date
from enum import IntEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from apps.compliance.verdict import Channel

from .spans import Days


class Consent(IntEnum):
    """How firmly the person has agreed to be contacted; more includes less."""

    NONE = 0
    INQUIRY = 1  # they asked for something and left this number
    EXPRESS = 2
    WRITTEN = 3  # kept with its proof


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# The channels that a pack has rules for: an e-mail's are not of this kind, so a row that names it is a mistake.
Telephone = Literal[Channel.CALL, Channel.SMS]


class Hours(Strict):
    """When contact is lawful, in the called party's local time. The end is no longer lawful."""

    channels: frozenset[Telephone]
    days: Days
    # A lead that asked to be called now (its source's switch) is no solicitation: these hours don't bind then.
    lifted_when_asked: bool = False


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Holiday(Strict):
    """A yearly day: a fixed date, the nth weekday of a month (-1: the last), or so many days after Easter Sunday."""

    name: str
    month: int | None = Field(default=None, ge=1, le=12)
    day: int | None = Field(default=None, ge=1, le=31)
    weekday: Weekday | None = None
    nth: int | None = Field(default=None, ge=-1, le=5)
    easter: int | None = None
    # On a Saturday it is kept on Friday too, on a Sunday on Monday too.
    observed: bool = False

    @model_validator(mode="after")
    def _is_one_day(self) -> "Holiday":
        forms = {
            self.month is not None and self.day is not None and self.weekday is None and self.easter is None,
            self.month is not None and self.weekday is not None and bool(self.nth) and self.day is None,
            self.easter is not None and self.month is None,
        }
        if True not in forms:
            raise ValueError(f"{self.name}: give month and day, or month, weekday and nth, or easter")
        return self


class Cap(Strict):
    """At most so many contacts by these channels within so many hours."""

    channels: frozenset[Telephone]
    most: int = Field(ge=0)
    hours: int = Field(ge=1, le=24)


class Agreement(Strict):
    """The least consent for a kind of contact."""

    kind: Literal["call", "sms", "artificial_voice"]
    least: Consent

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, told: object) -> object:
        if isinstance(told, dict) and isinstance(name := told.get("least"), str):
            return told | {"least": Consent.__members__.get(name.upper(), name)}
        return told


class Recording(Strict):
    consent: Literal["one_party", "all_party"]


class Disclosure(Strict):
    ai: Literal["at_once"]


class Row(Strict):
    jurisdiction: str = Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$", description="ISO 3166: US, or US-FL.")
    source: str = Field(min_length=1)
    mark: Literal["read", "memory"] = Field(description="Read in the source named, or not looked up yet.")
    valid_from: date | None = None
    valid_until: date | None = Field(default=None, description="The last day on which it holds.")
    checked_on: date

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


class HoursRow(Row):
    rule: Literal["hours"]
    value: Hours


class HolidayRow(Row):
    rule: Literal["holiday"]
    value: Holiday


class CapRow(Row):
    rule: Literal["cap"]
    value: Cap


class ConsentRow(Row):
    rule: Literal["consent"]
    value: Agreement


class RecordingRow(Row):
    rule: Literal["recording"]
    value: Recording


class DisclosureRow(Row):
    rule: Literal["disclosure"]
    value: Disclosure


AnyRow = Annotated[
    HoursRow | HolidayRow | CapRow | ConsentRow | RecordingRow | DisclosureRow, Field(discriminator="rule")
]


class Document(Strict):
    """A whole pack as a file has it."""

    version: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}[a-z]?$", description="The day it was put together: 2026-11-22.")
    notes: str = ""
    rows: tuple[AnyRow, ...] = Field(min_length=1)
