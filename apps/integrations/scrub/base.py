"""What every service that checks numbers must do: say of one number, for each of its checks, what speaks against it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, Field

from apps.integrations.charges import of_decimal
from apps.integrations.errors import Rejected
from apps.integrations.http import Http

PATIENCE_SECONDS = 4.0
# Data on do-not-call lists may be 31 days old at the call, 16 CFR 310.4(b)(3)(iv).
MOST_DAYS = 31


class Check(StrEnum):
    """What a service is asked to find."""

    DNC = "dnc"
    LITIGATOR = "litigator"
    REASSIGNED = "reassigned"

    @property
    def sought(self) -> str:
        """In words."""
        return _SOUGHT[self]


_SOUGHT = {
    Check.DNC: "do-not-call lists",
    Check.LITIGATOR: "people who sue callers",
    Check.REASSIGNED: "numbers given to somebody else",
}


class Verdict(StrEnum):
    CLEAR = "clear"
    LISTED = "listed"
    # They have no data on it.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Question:
    """`phone` is E.164; `agreed_on` the day of the person's last consent."""

    phone: str
    agreed_on: date

    @property
    def digits(self) -> str:
        """Ten of them for a North American number, as these services want it. Raises `Rejected` for any other."""
        if not self.phone.startswith("+1") or len(self.phone) != 12:
            raise Rejected("the number is not a North American one", code="country")
        return self.phone[2:]


@dataclass(frozen=True)
class Found:
    """What one check came to; `says` completes "the number is …", without the number."""

    check: Check
    verdict: Verdict
    says: str = ""


@dataclass(frozen=True)
class Answer:
    """One entry for every check of the service. `reference` is theirs, `digest` SHA-256 of the answer's bytes."""

    found: Sequence[Found]
    reference: str = ""
    digest: str = ""


class Terms(BaseModel):
    """What a tenant says of every service that checks numbers."""

    days: int = Field(
        30,
        title="Ask again after (days)",
        description="An answer that is older does not count, and nobody is called or texted before the next, e.g. 30.",
        ge=1,
        le=MOST_DAYS,
    )
    refuses_unknown: bool = Field(
        True, title="Refuse what they have no data on", description="Off: no data counts as nothing found."
    )
    price: str = Field(
        "0",
        title="Price of one check",
        description="In US dollars as your contract says, e.g. 0.005; it is noted with each answer.",
        pattern=r"^\d{1,3}(\.\d{1,6})?$",
    )

    @property
    def price_micros(self) -> int:
        return of_decimal(self.price, "USD").micros

    def speaks_against(self, found: Found) -> bool:
        """Whether the tenant refuses a contact for it."""
        return found.verdict is Verdict.LISTED or (found.verdict is Verdict.UNKNOWN and self.refuses_unknown)


class Scrub(ABC):
    """A service. `Settings` derive from `Terms`; secrets are `SecretStr`."""

    Settings: ClassVar[type[Terms]]
    title: ClassVar[str]
    # Whoever connects it asks for all of these: without an answer to each nobody is contacted.
    checks: ClassVar[frozenset[Check]]

    @abstractmethod
    def __init__(self, settings: BaseModel, http: Http) -> None: ...

    @abstractmethod
    def ask(self, question: Question) -> Answer:
        """Ask once about one number. Raises the remedies of `errors`; what is not understood speaks against it."""

    @abstractmethod
    def check(self) -> str:
        """A sentence for the settings page; raises if the address or credentials are plainly unusable."""
