"""What may come of looking for a time, of taking it, and of changing one's mind."""

from dataclasses import dataclass
from datetime import datetime

from .models import Appointment


@dataclass(frozen=True)
class Slot:
    """A time that is free in a calendar; `spoken` by the lead's clock. `id` is the same for the same time."""

    connection_id: int
    starts_at: datetime
    ends_at: datetime
    spoken: str

    @property
    def id(self) -> str:
        return f"{self.connection_id}-{self.starts_at:%Y%m%dT%H%M}-{self.ends_at:%H%M}"


@dataclass(frozen=True)
class Found:
    """Free times, the soonest first; none: nothing is free."""

    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class NoCalendar:
    """No calendar is connected, or it does not answer; `reason` is for the timeline, never said aloud."""

    reason: str


@dataclass(frozen=True)
class Held:
    """These are kept for the lead until then; others were quicker with the rest."""

    slots: tuple[Slot, ...]
    until: datetime


@dataclass(frozen=True)
class Booked:
    """It stands in the calendar."""

    appointment: Appointment
    slot: Slot


@dataclass(frozen=True)
class Pending:
    """It is the lead's as far as we are concerned; the calendar is told as soon as it answers."""

    appointment: Appointment
    slot: Slot
    reason: str


@dataclass(frozen=True)
class SlotTaken:
    """Somebody else was quicker; here is what is free now, the soonest first."""

    others: tuple[Slot, ...]


@dataclass(frozen=True)
class NotBooked:
    """The calendar refuses it for good; a person must look."""

    reason: str


@dataclass(frozen=True)
class Cancelled:
    """It is no longer in the calendar."""

    appointment: Appointment
