"""What every receiver of events must take: one event at a time, at least once, known again by its id."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel

from apps.integrations.errors import Rejected
from apps.integrations.http import Http

# What is told where nobody chooses: what a program outside would act on.
USUAL_KINDS = (
    "lead.received",
    "lead.repeated",
    "lead.blocked",
    "call.answered",
    "call.completed",
    "call.no_answer",
    "call.busy",
    "call.failed",
    "sms.delivered",
    "sms.received",
    "email.bounced",
    "optout.recorded",
    "optout.lifted",
    "conversation.ended",
    "appointment.booked",
    "appointment.moved",
    "appointment.cancelled",
    "crm.written",
    "cadence.ended",
)


class Unwanted(Rejected):
    """The receiver says that it wants nothing more, ever (410)."""


@dataclass(frozen=True)
class Event:
    """One fact of a lead's life. `id` is the same however often it is told."""

    id: str
    kind: str
    occurred_at: datetime
    lead_id: str
    facts: Mapping[str, object]
    page_url: str = ""


class Events(ABC):
    """A receiver. `Settings` are what a tenant types in; secrets are `SecretStr`."""

    Settings: ClassVar[type[BaseModel]]
    title: ClassVar[str]

    @abstractmethod
    def __init__(self, settings: BaseModel, http: Http) -> None: ...

    @property
    @abstractmethod
    def kinds(self) -> Sequence[str]:
        """The kinds of events that it wants."""

    @abstractmethod
    def deliver(self, event: Event, *, now: datetime) -> int:
        """The status by which it was taken. Raises the remedies of `errors`, or `Unwanted`; `code` is the status."""

    @abstractmethod
    def check(self) -> str:
        """Send a trial event that says it is one; a sentence for the settings page."""
