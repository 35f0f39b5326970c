"""What every CRM must do: keep one record for one lead, however often it is told."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel

from apps.integrations.http import Http


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
    def check(self) -> str:
        """Prove the credentials by a harmless request; a sentence for the settings page."""
