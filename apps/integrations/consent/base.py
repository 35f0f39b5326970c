"""What every keeper of consent certificates must do: keep one for the lead, and say what it proves."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

from pydantic import BaseModel

from apps.integrations.errors import Rejected
from apps.integrations.http import Http


class Disproved(Rejected):
    """They know nothing of what the form carried, or no more: it proves nothing."""


@dataclass(frozen=True)
class Evidence:
    """What a form carried, and whom it is about, as they typed it: keepers compare. `lead_id` is our reference."""

    lead_id: str
    email: str
    phone: str
    certificate: str = ""
    token: str = ""
    source: str = ""


@dataclass(frozen=True)
class Claim:
    """The keeper's answer. `is_kept`: it is genuine and stays; else `reason` says why not.

    `disproves`: it is of somebody else, or worth nothing, so the consent that it came with is not to be relied on.
    `reference` is the kept copy's address or the keeper's number of the look-up; `answer` is what they said, whole.
    """

    is_kept: bool
    reason: str = ""
    disproves: bool = False
    reference: str = ""
    expires_at: datetime | None = None
    answer: Mapping[str, object] = field(default_factory=dict)
    # SHA-256 of the answer's bytes.
    digest: str = ""


class Consent(ABC):
    """A keeper. `Settings` are what a tenant types in; secrets are `SecretStr`."""

    Settings: ClassVar[type[BaseModel]]
    title: ClassVar[str]
    # Which of the two a form must carry.
    keeps: ClassVar[Literal["certificate", "token"]]

    @abstractmethod
    def __init__(self, settings: BaseModel, http: Http) -> None: ...

    @abstractmethod
    def claim(self, evidence: Evidence) -> Claim:
        """Have it kept; asked again, it stays kept. Raises the remedies of `errors`: `Disproved` if they have none."""

    @abstractmethod
    def check(self) -> str:
        """A sentence for the settings page; raises if the address or credentials are plainly unusable."""
