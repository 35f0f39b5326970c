"""Dialers that ring a rep's own app, which calls the lead: they ask for no document, and nothing of ours speaks."""

from abc import abstractmethod
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from apps.integrations.errors import Rejected
from apps.integrations.http import Document, Inbound

from . import base
from .base import AnswerScript

UNASKED = Document(b"The rep's app calls; there is nothing to do.")
E164 = r"^\+[1-9]\d{6,14}$"


class Seats(BaseModel):
    """Whose app rings: the usual user, and the users that reps with a phone of their own are there."""

    model_config = ConfigDict(str_strip_whitespace=True, frozen=True)

    caller_id: str = Field(
        title="Caller ID",
        description="The number that leads see, with country code.",
        examples=["+12025550100"],
        pattern=E164,
    )
    user_id: str = Field(
        title="User",
        description="The id of the user whose app rings where no rep is chosen, or the chosen one has no user here.",
        examples=["123456"],
        pattern=r"^\d{1,20}$",
    )
    users: dict[str, str] = Field(
        default_factory=dict,
        title="Reps' users",
        description="One rep a line: their phone as LeadHub knows it → the id of their user.",
    )

    def user_for(self, rep_phone: str) -> int:
        """Raises `Rejected` where what was typed for the rep is no id."""
        found = self.users.get(rep_phone, self.user_id)
        if not (found.isascii() and found.isdigit()):
            raise Rejected("what is typed for the rep is no user's id", code="user")
        return int(found)


class RepFirst(base.Telephony):
    """What such dialers have in common."""

    rings_rep_first = True

    @abstractmethod
    def read_account(self, request: Inbound) -> Sequence[base.AccountNews]: ...

    def answer(self, script: AnswerScript) -> Document:
        return UNASKED

    def after_rep(self, request: Inbound, script: AnswerScript) -> Document:
        return UNASKED

    def whisper(self, spoken: str) -> Document:
        return UNASKED

    def refuse_call(self) -> Document:
        return UNASKED
