"""What has been tried with a lead so far, as far as the next rung depends on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from .ladder import Channel


class Outcome(StrEnum):
    """How the latest call ended."""

    ANSWERED = "answered"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    NOT_MADE = "not_made"


class Stop(StrEnum):
    """Why nothing more is tried; the value is what the timeline says."""

    ANSWERED = "answered"
    REPLIED = "replied"
    REFUSED = "refused"
    CALLED_BACK = "called_back"
    BOOKED = "booked"
    OPTED_OUT = "opted_out"
    LOST = "lost"
    SWITCHED_OFF = "switched_off"
    NOT_ALLOWED = "not_allowed"


@dataclass(frozen=True)
class Wish:
    """The lead asked to be called, no earlier than this; `said` are their own words."""

    earliest: datetime
    said: str


@dataclass(frozen=True)
class History:
    """`position`: rungs tried or passed over since the first call. `free_at`: when the number may be called again."""

    outcome: Outcome
    ended_at: datetime
    free_at: datetime
    position: int = 0
    calls: int = 1
    stopped: Stop | None = None
    wish: Wish | None = None


@dataclass(frozen=True)
class Opening:
    """The next instant at which the law lets us; `why` it is later than wanted, if it is."""

    at: datetime
    why: str = ""


class NeverLawful(Exception):
    """No instant to come is lawful; `str()` says why."""


Lawful = Callable[[datetime], Opening]


def always(at: datetime) -> Opening:
    """Where no law restricts the hours."""
    return Opening(at)


@dataclass(frozen=True)
class Rate:
    """Calls in one hour of the lead's day, and how many a person answered."""

    calls: int
    answered: int

    @property
    def share(self) -> float:
        return self.answered / self.calls if self.calls else 0.0


@dataclass(frozen=True)
class Surroundings:
    """What decides the hour beside the ladder: the lead's zone, the law, and when the tenant's leads answer.

    `closed` are channels that the lead wants nothing by, while another is open: their rungs are passed over.
    `key` tells leads apart, so that those who wait for one hour don't all ring in its first second.
    """

    zone: ZoneInfo
    lawful: Lawful = always
    rates: Mapping[int, Rate] = field(default_factory=dict)
    closed: frozenset[Channel] = frozenset()
    key: str = ""
