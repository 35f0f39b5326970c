"""What an appointment means to whoever is above: each is said in the transaction that records it."""

from datetime import datetime
from typing import Protocol

from .models import Appointment
from .results import Slot


class Sequel(Protocol):
    """Told of each turn that an appointment takes."""

    def intended(self, appointment: Appointment, *, now: datetime) -> None:
        """The calendar is about to be told; if nobody comes back from that, it must be found out."""

    def booked(self, appointment: Appointment, *, now: datetime) -> None:
        """It stands in the calendar."""

    def moving(self, appointment: Appointment, wanted: Slot, *, now: datetime) -> None:
        """The calendar is about to be told of another time; if nobody comes back from that, it must be found out."""

    def stays(self, appointment: Appointment, *, now: datetime) -> None:
        """It surely has not got the other time."""

    def moved(self, appointment: Appointment, *, now: datetime) -> None:
        """It stands there at another time."""

    def over(self, appointment: Appointment, *, now: datetime) -> None:
        """It does not stand there, and never will again."""
