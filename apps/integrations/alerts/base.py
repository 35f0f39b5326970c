"""What every messenger must do: bring one alert to the team. At least once; a double does no harm."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from pydantic import BaseModel

from apps.integrations.http import Http


@dataclass(frozen=True)
class Alert:
    """One message to the team. `facts` are (label, value) pairs; `link` opens the page where it can be mended."""

    title: str
    text: str
    link: str = ""
    facts: Sequence[tuple[str, str]] = ()
    key: str = ""


class Alerts(ABC):
    """A messenger. `Settings` are what a tenant types in; secrets are `SecretStr`."""

    Settings: ClassVar[type[BaseModel]]
    title: ClassVar[str]

    @abstractmethod
    def __init__(self, settings: BaseModel, http: Http) -> None: ...

    @abstractmethod
    def send(self, alert: Alert) -> str:
        """Deliver the alert; returns the vendor's id of it, "" where there is none. Raises the remedies of `errors`."""

    def resolve(self, alert: Alert) -> str:
        """Say in the words of `alert` that what one of the same `key` told of is over; returns and raises as `send`.

        A messenger that keeps incidents closes the one of that key; any other tells the words.
        """
        return self.send(alert)

    @abstractmethod
    def check(self) -> str:
        """A sentence for the settings page; raises if the address or credentials are plainly unusable."""
