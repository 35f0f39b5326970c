"""What every vendor of text to speech must do here: keep the account's settings, and try them harmlessly.

The speaking itself is done in the voice process, by the file of the same name in `apps/voice/engines`.
"""

from abc import ABC, abstractmethod
from typing import ClassVar

from pydantic import BaseModel

from apps.integrations.http import Http


class Speech(ABC):
    """An account and a voice. `Settings` are what a tenant types in; secrets are `SecretStr`."""

    Settings: ClassVar[type[BaseModel]]
    title: ClassVar[str]

    @abstractmethod
    def __init__(self, settings: BaseModel, http: Http) -> None:
        """Raises `Rejected` where the address is not the vendor's."""

    @abstractmethod
    def check(self) -> str:
        """A sentence for the settings page; raises if the address, credentials or voice are plainly unusable."""
