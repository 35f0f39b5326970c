"""A cadence as data: what follows a first call that nobody answered, rung by rung."""

from collections.abc import Sequence
from datetime import time, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

# A number is called once in ten minutes at most (`calls.book.WINDOW`); a rung below that would only be skipped.
LEAST_CALL_MINUTES = 10
MOST_MINUTES = 14 * 24 * 60
# Of a text message: four parts are what carriers still put together.
MOST_SMS_CHARACTERS = 640


class Channel(StrEnum):
    CALL = "call"
    SMS = "sms"
    EMAIL = "email"


class Condition(StrEnum):
    """What must have become of the call before, for the rung to be taken; else it is passed over."""

    ALWAYS = "always"
    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"


class End(StrEnum):
    """Where a lead stands when the last rung has been tried in vain."""

    UNREACHABLE = "unreachable"
    LOST = "lost"


class Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class After(Data):
    """So long after the end of the attempt before."""

    kind: Literal["after"] = "after"
    minutes: int = Field(ge=0, le=MOST_MINUTES)

    @property
    def wait(self) -> timedelta:
        return timedelta(minutes=self.minutes)


class NextAt(Data):
    """The next time that the lead's clock shows this, an hour ahead at least."""

    kind: Literal["next"] = "next"
    at: time

    @model_validator(mode="after")
    def _is_a_plain_time(self) -> "NextAt":
        if self.at.tzinfo or self.at.second or self.at.microsecond:
            raise ValueError("a time of day is hours and minutes, e.g. 09:00")
        return self


Delay = Annotated[After | NextAt, Field(discriminator="kind")]


class Rung(Data):
    """One more attempt, or the same one several `times`. `text` is what is written there, with placeholders."""

    channel: Channel = Channel.CALL
    delay: Delay
    only_if: Condition = Condition.ALWAYS
    times: int = Field(default=1, ge=1, le=20)
    subject: Annotated[str, StringConstraints(strip_whitespace=True, max_length=150, pattern=r"^[^\r\n]*$")] = ""
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=5_000)] = ""

    @field_validator("text", mode="before")
    @classmethod
    def _tidied(cls, value: object) -> object:
        """Without indentation, which marks a text where rungs are typed as lines."""
        return "\n".join(line.strip() for line in value.splitlines()) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _is_sensible(self) -> "Rung":
        if self.channel is Channel.SMS:
            self._check_text_message()
        if self.channel is Channel.EMAIL and not (self.subject and self.text):
            raise ValueError("an e-mail needs a subject and, indented in the lines below it, its text")
        if self.channel is Channel.CALL and self.text:
            raise ValueError("only a text message or an e-mail has words")
        if self.channel is not Channel.EMAIL and self.subject:
            raise ValueError("only an e-mail has a subject")
        if self.channel is Channel.CALL and isinstance(self.delay, After) and self.delay.minutes < LEAST_CALL_MINUTES:
            raise ValueError(f"nobody is called twice within {LEAST_CALL_MINUTES} minutes")
        return self

    def _check_text_message(self) -> None:
        if not self.text:
            raise ValueError("a text message needs its words")
        if len(self.text) > MOST_SMS_CHARACTERS or len(self.text.splitlines()) > 1:
            raise ValueError(f"a text message is one line of at most {MOST_SMS_CHARACTERS} characters")


class Ladder(Data):
    """What follows the first call, which is made at once, as long as nobody answers, replies, books or opts out."""

    rungs: tuple[Rung, ...] = Field(max_length=20)
    most_calls: int = Field(default=8, ge=1, le=30, description="The first one and asked-for ones included.")
    ends_as: End = End.UNREACHABLE
    best_hour: bool = Field(default=True, description="Move times of day to where the tenant's leads answer more.")
    spread_minutes: int = Field(default=10, ge=0, le=60)

    def climb(self) -> Sequence[Rung]:
        """The attempts one by one: a rung of three times is three."""
        return [rung for rung in self.rungs for _ in range(rung.times)]


DEFAULT = Ladder(
    rungs=(
        Rung(delay=After(minutes=15)),
        Rung(delay=After(minutes=120)),
        Rung(delay=NextAt(at=time(9))),
    )
)
