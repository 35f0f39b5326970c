"""What every platform must do whose webhook only names a lead: give the lead itself, whole."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel

from apps.integrations.http import Http
from apps.integrations.sources.base import Named


class Forms(ABC):
    """A tenant's access to the leads of a platform's forms. `Settings` are what a tenant types in.

    A field `account` in them, if there is one, says whose leads these are (a page, a portal): `Named.account`.
    """

    Settings: ClassVar[type[BaseModel]]
    title: ClassVar[str]
    # Whether `since` can find anything.
    looks_back: ClassVar[bool] = False

    @abstractmethod
    def __init__(self, settings: BaseModel, http: Http) -> None: ...

    @abstractmethod
    def lead(self, named: Named) -> bytes:
        """The lead as a JSON object, as the platform's source reads it. Asking twice is harmless.

        Raises the remedies of `errors`: `Rejected` where the platform has no such lead, or none for us.
        """

    def since(self, at: datetime) -> Sequence[Named]:
        """The leads since then, whether a notice has named them or not. Raises the remedies of `errors`."""
        return ()

    @abstractmethod
    def check(self) -> str:
        """A sentence for the settings page; raises if the address or credentials are plainly unusable."""
