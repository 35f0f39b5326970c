"""What calendars have in common as senders: who books is a lead, and is not called to be sold what they booked."""

from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel, Field

from apps.integrations.http import Inbound

from ._forms import SignedForm, SignedSettings
from .base import Submission


class Settings(SignedSettings):
    call_guests: bool = Field(
        False,
        title="Call who books",
        description="Off: a booking is kept as a lead with its time, and nobody is called about it.",
    )


class Bookings(SignedForm):
    """A calendar; the appointment's time stands among the lead's answers as `booking.at`."""

    Settings = Settings

    def __init__(self, settings: BaseModel, secrets: Sequence[str]) -> None:
        super().__init__(settings, secrets)
        self._calls_guests = Settings.model_validate(settings, from_attributes=True).call_guests

    def read(self, request: Inbound) -> list[Submission]:
        """As any form's; each of them is booked already, unless the tenant wants them called all the same."""
        return [replace(each, is_booked=not self._calls_guests) for each in super().read(request)]
