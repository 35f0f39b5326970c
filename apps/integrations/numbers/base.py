"""What every seller of phone numbers must do: show what there is at which price, sell one once, take it back."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from pydantic import BaseModel

from apps.integrations.http import Http


@dataclass(frozen=True)
class Offer:
    """A number that can be bought. `price` is in the seller's own words, "" where they name none."""

    phone: str
    place: str = ""
    price: str = ""


@dataclass(frozen=True)
class NumberOrder:
    """One number to buy, and where its calls are to be brought; "" where the seller shall leave that alone."""

    phone: str
    label: str = ""
    call_url: str = ""
    call_ended_url: str = ""


@dataclass(frozen=True)
class Owned:
    """A number that the account has, by the seller's id."""

    provider_id: str
    phone: str


class Numbers(ABC):
    """A seller of numbers. `Settings` are what a tenant types in; secrets are `SecretStr`."""

    Settings: ClassVar[type[BaseModel]]
    title: ClassVar[str]

    @abstractmethod
    def __init__(self, settings: BaseModel, http: Http) -> None: ...

    @abstractmethod
    def search(self, area_code: str, *, country: str, most: int = 20) -> Sequence[Offer]:
        """Numbers of the area code that can make calls; none where there are none. Harmless."""

    @abstractmethod
    def buy(self, order: NumberOrder) -> None:
        """Ask for the number exactly once: no retry inside; `owned` tells whether it is there. Raises the remedies."""

    @abstractmethod
    def owned(self, phone: str) -> Owned | None:
        """The number as the account has it, None if it has it not (yet). Raises the remedies."""

    @abstractmethod
    def release(self, provider_id: str) -> None:
        """Give it back; harmless if it was given back before. Raises the remedies."""

    @abstractmethod
    def check(self) -> str:
        """Prove the credentials by a harmless request; a sentence for the settings page."""
