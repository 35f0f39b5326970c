"""What every language model must do: answer a question about some material with a JSON object. It has no tools."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from pydantic import BaseModel

from apps.integrations.http import Http


@dataclass(frozen=True)
class Question:
    """`instructions` are ours alone, `material` is what others said. After `seconds` nobody needs the answer."""

    instructions: str
    material: str
    seconds: float


class Thinking(ABC):
    """An account and a model. `Settings` are what a tenant types in; secrets are `SecretStr`."""

    Settings: ClassVar[type[BaseModel]]
    title: ClassVar[str]

    @abstractmethod
    def __init__(self, settings: BaseModel, http: Http) -> None:
        """Raises `Rejected` where the address is not the vendor's."""

    @abstractmethod
    def answer(self, question: Question) -> str:
        """The model's words, which should be JSON. Asked again it may answer otherwise. Raises the remedies."""

    @abstractmethod
    def check(self) -> str:
        """A sentence for the settings page; raises if the address or credentials are plainly unusable."""
