"""What every calendar must do: say what is taken, and keep one entry for one appointment, however often it is told."""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, Field, field_validator

from apps.integrations.errors import Rejected
from apps.integrations.http import Http

_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)"
_CLOCK = r"(?:(?:[01]?\d|2[0-3])(?::[0-5]\d)?|24(?::00)?)"
_DAYS, _TIMES = rf"{_DAY}(?:-{_DAY})?", rf"{_CLOCK}-{_CLOCK}"
_LINE = rf"{_DAYS}(?:, ?{_DAYS})* {_TIMES}(?:, ?{_TIMES})*"
# One line of what `routing.hours` reads: who fills the form in is told at once, not when the first lead asks.
HOURS = re.compile(rf"{_LINE}(?:; ?{_LINE})*")


class Gone(Rejected):
    """The calendar has no such entry: it was deleted, or never made."""


class Deleted(Gone):
    """The entry was there, and somebody has taken it out: it is not quietly made anew."""


class Occupied(Rejected):
    """The vendor itself refuses an overlap: somebody else has the time."""


class Diary(BaseModel):
    """When a calendar takes appointments. Each vendor's settings begin with it."""

    hours: str = Field(
        "mon-fri 9:00-17:00",
        title="Hours",
        description="When appointments may be, e.g. mon-fri 9:00-12:00, 13:00-17:00; sat 10:00-14:00",
        max_length=400,
    )
    zone: str = Field(
        "",
        title="Time zone",
        description="That the hours are meant in, e.g. America/Chicago; empty: your company's",
    )
    buffer_minutes: int = Field(
        0,
        title="Minutes between appointments",
        description="Kept free before and after whatever is in the calendar",
        ge=0,
        le=240,
    )

    @field_validator("hours")
    @classmethod
    def _is_readable(cls, hours: str) -> str:
        plain = " ".join(hours.casefold().split())
        if not HOURS.fullmatch(plain):
            raise ValueError("write it like mon-fri 9:00-17:00; sat 10:00-14:00")
        return plain

    @field_validator("zone")
    @classmethod
    def _is_known(cls, zone: str) -> str:
        try:
            return zone and ZoneInfo(zone).key
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("write it like America/Chicago") from error


@dataclass(frozen=True)
class Busy:
    """Aware instants between which the calendar is taken; the end is exclusive."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Offer:
    """Aware instants between which an appointment may be: not a minute earlier, later, shorter or longer."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Meeting:
    """An appointment to keep. `id` is ours (lower-case letters up to v, and digits), `zone` an IANA name.

    A guest with an e-mail address is invited by the vendor, as far as the settings let it. `external_id` is what the
    vendor called the entry when it last told of it, "" before that.
    """

    id: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    title: str
    text: str = ""
    guest_name: str = ""
    guest_email: str = ""
    guest_phone: str = ""
    external_id: str = ""


@dataclass(frozen=True)
class Entry:
    """What stands in the calendar; `id` is ours wherever the vendor lets us choose it.

    `url` opens it, `video_url` is where to meet, "" where there is none yet.
    """

    id: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool = False
    url: str = ""
    video_url: str = ""


class Calendar(ABC):
    """One calendar of one tenant. `Settings` are what a tenant types in; secrets are `SecretStr`."""

    Settings: ClassVar[type[Diary]]
    title: ClassVar[str]

    # When it takes appointments, and the vendor's name of it.
    diary: Diary
    calendar_id: str

    @abstractmethod
    def __init__(self, settings: BaseModel, http: Http) -> None: ...

    @abstractmethod
    def busy(self, *, starts_at: datetime, ends_at: datetime) -> Sequence[Busy]:
        """What is taken between these instants, sorted. What the vendor can't tell is no free time: it raises."""

    def is_free(self, *, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether an appointment could be at this very time. Raises as `busy` does."""
        return not self.busy(starts_at=starts_at, ends_at=ends_at)

    @abstractmethod
    def insert(self, meeting: Meeting) -> Entry:
        """Put it in, once however often it is asked. It may overlap others: look at `is_free` right before.

        Raises `Occupied` where the vendor minds overlaps, and `Gone` if its entry has been deleted and the vendor
        knows it by our id; where it does not, `fetch` raises `Deleted`, so look there before a second try.
        """

    @abstractmethod
    def fetch(self, meeting: Meeting) -> Entry:
        """The entry as it stands, at whatever time. Raises `Gone`, also where it was cancelled."""

    @abstractmethod
    def move(self, meeting: Meeting) -> Entry:
        """Give the entry the meeting's times. Safe to repeat. Raises `Gone`, `Occupied`."""

    @abstractmethod
    def cancel(self, meeting: Meeting) -> None:
        """Take it out and tell its guest; one that is not there any more is fine."""

    @abstractmethod
    def check(self) -> str:
        """Prove the credentials by a harmless request; a sentence for the settings page."""


class Offering(Calendar):
    """A calendar that is booked at the times which it offers, and at no others."""

    @abstractmethod
    def offers(self, *, starts_at: datetime, ends_at: datetime) -> Sequence[Offer]:
        """What may be booked and lies between these instants, sorted; they may overlap each other."""

    def is_free(self, *, starts_at: datetime, ends_at: datetime) -> bool:
        return Offer(starts_at, ends_at) in self.offers(starts_at=starts_at, ends_at=ends_at)

    def busy(self, *, starts_at: datetime, ends_at: datetime) -> Sequence[Busy]:
        taken, at = [], starts_at
        for offer in self.offers(starts_at=starts_at, ends_at=ends_at):
            if offer.starts_at > at:
                taken.append(Busy(at, offer.starts_at))
            at = max(at, offer.ends_at)
        return [*taken, Busy(at, ends_at)] if at < ends_at else taken
