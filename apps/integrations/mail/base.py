"""What every vendor of e-mail to leads must do: hand one letter over, once, with its way out in its head."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from pydantic import BaseModel

from apps.integrations.http import Http
from apps.integrations.wire import smtp

# A refusal with this code says that the address is nobody's: it is not written to again.
NO_SUCH_ADDRESS = smtp.NO_SUCH_ADDRESS


@dataclass(frozen=True)
class Letter:
    """One e-mail to one person, as mere text.

    `message_id` is ours, with its brackets, the same however often it is tried. A POST to `unsubscribe_url` ends these
    mails at once (RFC 8058), a visit shows a page that asks.
    """

    to: str
    subject: str
    text: str
    message_id: str
    unsubscribe_url: str


class Mail(ABC):
    """A way to write to leads. `Settings` are what a tenant types in; secrets are `SecretStr`."""

    Settings: ClassVar[type[BaseModel]]
    title: ClassVar[str]

    @abstractmethod
    def __init__(self, settings: BaseModel, http: Http) -> None: ...

    @abstractmethod
    def send(self, letter: Letter) -> None:
        """Hand it over exactly once. Raises the remedies; nobody's address is `Rejected(code=NO_SUCH_ADDRESS)`.

        `Unanswered` is for good: nobody can be asked whether a mail went out.
        """

    @abstractmethod
    def check(self) -> str:
        """Prove that the settings work without writing to anybody; a sentence for the settings page."""
