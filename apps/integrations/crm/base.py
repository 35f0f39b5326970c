"""What every CRM must do: keep one record for one lead, however often it is told, and what was said on its history."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel

from apps.integrations.errors import Rejected
from apps.integrations.http import Http


class Gone(Rejected):
    """What the request names is not there: deleted, merged away, or never made."""


class Unsupported(Rejected):
    """This CRM, or its settings, has no place for what is asked; nothing was sent."""


@dataclass(frozen=True)
class Person:
    """A lead as a CRM sees it. `lead_id` is our id (the external key); `record_id` what the CRM gave us before."""

    lead_id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    company: str = ""
    source: str = ""
    received_at: datetime | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    campaign: Mapping[str, str] = field(default_factory=dict)
    record_id: str = ""


@dataclass(frozen=True)
class Record:
    """The CRM's record of the lead. `kind` is the CRM's object name; `url` opens it in a browser."""

    id: str
    kind: str
    url: str = ""
    is_new: bool = True


@dataclass(frozen=True)
class OptOut:
    """What a person wants no more of; neither is an opt-in: they want to hear from us again."""

    no_calls: bool
    no_texts: bool

    @property
    def is_opt_in(self) -> bool:
        return not self.no_calls and not self.no_texts

    def flags(self, *, calls: str, texts: str) -> dict[str, bool]:
        """Which of these two fields to write, and what; "" is no field. Raises `Unsupported` where none is left.

        An opt-out clears nothing that somebody else may have set; an opt-in clears both.
        """
        closed = ((calls, self.no_calls), (texts, self.no_texts))
        wanted = {name: not self.is_opt_in for name, is_closed in closed if name and (is_closed or self.is_opt_in)}
        if not wanted:
            raise Unsupported("no field for this opt-out is named under Connections", code="no_field")
        return wanted


class Outcome(StrEnum):
    """How a call ended, in what every CRM can tell apart."""

    CONNECTED = "connected"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


@dataclass(frozen=True)
class Talk:
    """A call in which our agent talked. `id` is ours (the external key); the links open for our own users alone."""

    id: str
    started_at: datetime
    seconds: int
    outcome: Outcome
    # In words: "Booked an appointment".
    disposition: str
    score: int = 0
    is_qualified: bool = False
    answers: tuple[tuple[str, str], ...] = ()
    summary: str = ""
    transcript: str = ""
    recording_url: str = ""
    page_url: str = ""
    appointment_at: datetime | None = None

    @property
    def title(self) -> str:
        return f"AI call: {self.disposition}"

    def story(self) -> str:
        """All of it as plain text; the transcript comes last, so that a field that is too short cuts only that."""
        told = (
            self.summary,
            f"{self.disposition}. Score {self.score}, {'' if self.is_qualified else 'not '}qualified.",
            f"Appointment: {self.appointment_at:%Y-%m-%d %H:%M %Z}" if self.appointment_at else "",
            "\n".join(f"{question} {answer}" for question, answer in self.answers),
            "\n".join(f"{name}: {url}" for name, url in self._links() if url),
            self.transcript,
        )
        return "\n\n".join(filter(None, told))

    def _links(self) -> tuple[tuple[str, str], ...]:
        return ("The call", self.page_url), ("Recording", self.recording_url)


class Crm(ABC):
    """A CRM. `Settings` are what a tenant types in; secrets are `SecretStr`."""

    Settings: ClassVar[type[BaseModel]]
    title: ClassVar[str]

    @abstractmethod
    def __init__(self, settings: BaseModel, http: Http) -> None: ...

    @abstractmethod
    def upsert(self, person: Person) -> Record:
        """Create or update the person's one record; a duplicate that the CRM knows is adopted. Safe to repeat."""

    @abstractmethod
    def note_opt_out(self, record: Record, opt_out: OptOut) -> None:
        """Write on that very record what the person wants no more of, and nothing else. Safe to repeat.

        Raises `Gone` and `Unsupported`, and `Rejected` by the name of a field that is missing.
        """

    @abstractmethod
    def note_conversation(self, record: Record, talk: Talk) -> str:
        """Put the call on that record's history as one that is over, and return its id there.

        Told again with the same `talk.id` it changes nothing. Raises `Gone` and `Unsupported`.
        """

    @abstractmethod
    def check(self) -> str:
        """Prove the credentials by a harmless request; a sentence for the settings page."""
