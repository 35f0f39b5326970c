"""What every teller of facts about a person must do: answer one question within its time, and say what it knows."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from pydantic import BaseModel, Field

from apps.integrations.charges import of_decimal
from apps.integrations.http import Http

# Nothing waits for an answer that takes longer: facts are of use beside the call, or on the page (enrichment, F).
PATIENCE_SECONDS = 1.5
MOST_LENGTH = 200
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Fact:
    """What one fact is called, and for how many days it is not asked for again."""

    title: str
    days: int = 30
    is_number: bool = False
    example: str = ""


FACTS: Mapping[str, Fact] = {
    "number_valid": Fact("number exists", example="yes"),
    "line_type": Fact("line type", example="mobile"),
    "carrier": Fact("carrier", example="Example Mobile"),
    "caller_name": Fact("caller name", example="SAMPLE JANE"),
    "caller_type": Fact("caller type", example="consumer"),
    "sms_risk": Fact("SMS pumping risk", is_number=True, example="60"),
    # Numbers are given to others every day.
    "reassigned": Fact("number was given to somebody else", days=1, example="no"),
    "location": Fact("location", example="Washington"),
    "job_title": Fact("job title", example="owner"),
    "seniority": Fact("seniority", example="owner"),
    "company": Fact("company", example="Example HVAC"),
    "company_domain": Fact("company's domain", example="example.com"),
    "company_size": Fact("company's employees", is_number=True, example="12"),
    "industry": Fact("industry", example="construction"),
    "profile": Fact("profile", example="linkedin.com/in/…"),
}
MOBILE, LANDLINE, VOIP, APP, TOLL_FREE, PREMIUM, OTHER = (
    "mobile",
    "landline",
    "voip",
    "app",
    "toll_free",
    "premium",
    "other",
)


@dataclass(frozen=True)
class Person:
    """Whom it is asked about: `phone` is E.164, "" where there is none. `agreed_on`: the day of the last consent."""

    phone: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    agreed_on: date | None = None


@dataclass(frozen=True)
class Answer:
    """What is known, by the names of `FACTS`; nothing where they know nobody. `digest` is of the answer's bytes."""

    facts: Mapping[str, str] = field(default_factory=dict)
    is_billed: bool = True
    digest: str = ""


class Terms(BaseModel):
    """What a tenant says of every teller of facts."""

    wait_ms: int = Field(
        1000,
        title="Hold calls for it, for at most (ms)",
        description="Only where a published rule asks for one of its facts, e.g. 1000. 0: a call never waits.",
        ge=0,
        le=5000,
    )
    price: str = Field(
        "0",
        title="Price of one look-up",
        description="In US dollars as your contract says, e.g. 0.008; it is noted with each answer.",
        pattern=r"^\d{1,3}(\.\d{1,6})?$",
    )

    @property
    def price_micros(self) -> int:
        return of_decimal(self.price, "USD").micros


def told(**facts: object) -> dict[str, str]:
    """The facts that there are, as they are kept: short text."""
    return {name: text for name, value in facts.items() if value is not None and (text := _text(value))}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return " ".join(str(value).split())[:MOST_LENGTH]


class Enrichment(ABC):
    """A teller of facts. `Settings` derive from `Terms`; secrets are `SecretStr`."""

    Settings: ClassVar[type[Terms]]
    title: ClassVar[str]
    # By what it knows a person: one of them is enough.
    knows_by: ClassVar[frozenset[str]]
    # What it can tell at all: names of `FACTS`.
    tells: ClassVar[frozenset[str]]

    @abstractmethod
    def __init__(self, settings: BaseModel, http: Http) -> None: ...

    @abstractmethod
    def ask(self, person: Person) -> Answer:
        """Ask once, within `PATIENCE_SECONDS`. To know nobody is an answer. Raises the remedies of `errors`."""

    @abstractmethod
    def check(self) -> str:
        """A sentence for the settings page; raises if the address or credentials are plainly unusable."""
