"""What every sender of leads must do: prove itself, shake hands, and have its body read."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel

from apps.integrations.http import Document, Inbound


@dataclass(frozen=True)
class Submission:
    """One person's form as it was sent: nothing checked, nothing normalised; values are text, at most 2,000 characters.

    `answers` is everything that is neither contact nor campaign; `submitted_at` is the sender's own time.
    `external_id` is the sender's id of the submission, "" where it has none.
    """

    first_name: str = ""
    last_name: str = ""
    full_name: str = ""
    email: str = ""
    phone: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    campaign: Mapping[str, str] = field(default_factory=dict)
    external_id: str = ""
    submitted_at: datetime | None = None
    is_test: bool = False
    # They have an appointment already, and are not called to be sold what they booked.
    is_booked: bool = False


@dataclass(frozen=True)
class Seen:
    """One field: its key, how its value begins, and what we take it for. `field`: ours, "" where it is none of them."""

    key: str
    value: str
    said: str
    field: str = ""


@dataclass(frozen=True)
class Named:
    """A lead that a sender only names: `integrations.forms` has the person.

    `account` is whose it is at the vendor: a page, a portal.
    """

    id: str
    account: str = ""
    form: str = ""
    submitted_at: datetime | None = None


class Sender(ABC):
    """A kind of sender. `Settings` are what a tenant types in for one source."""

    Settings: ClassVar[type[BaseModel]]
    title: ClassVar[str]
    # Where a person puts the address, and the secret if there is one; shown with them.
    setup: ClassVar[str] = ""
    has_secrets: ClassVar[bool] = True
    # Its `external_id` is one submission's and nobody else's: the same id again is the same lead.
    tells_apart: ClassVar[bool] = False
    # What it is answered where nobody can be reached. A vendor that takes anything but 200 for a failure
    # would send it again, or frighten the visitor: it is told 200, for the delivery is kept.
    unreachable_status: ClassVar[int] = 400

    @abstractmethod
    def __init__(self, settings: BaseModel, secrets: Sequence[str]) -> None:
        """`secrets` are all that are live at this moment, the newest first."""

    @abstractmethod
    def verify(self, request: Inbound, *, now: datetime) -> None:
        """Raise `BadSignature` unless the sender proves itself."""

    @abstractmethod
    def read(self, request: Inbound) -> Sequence[Submission]:
        """The submissions in a verified request, at least one. Raises `Unreadable` and `NoLead`."""

    def named(self, request: Inbound) -> Sequence[Named]:
        """The leads that a verified request only names; none where it holds them itself.

        What is fetched for one of them is then read as if it had been sent. Raises `Unreadable`.
        """
        return ()

    def fields(self, request: Inbound) -> Sequence[Seen]:
        """How each field of a request is read, for a person to correct by `mapping`; none where that can't be.

        Raises `Unreadable` and `NoLead`.
        """
        return ()

    def handshake(self, request: Inbound) -> Document | None:
        """The answer to the vendor's verification request; None where the kind knows none."""
        return None
