"""What the agent knows when the call begins, and what is known when it ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from apps.scripts.document import Script

from .moves import Disposition, Slot


@dataclass(frozen=True)
class Brief:
    """One call's material. Everything from the form is the lead's own word: shown to no model but as data.

    `answers` are the form's, by our normalised names; `zone` is an IANA name; `now` is aware.
    """

    script: Script
    company: str
    first_name: str
    now: datetime
    zone: str = "UTC"
    rep_name: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    asks_for_recording: bool = False
    # They have called us, and not we them.
    called_us: bool = False
    # What they have booked before, as it is said to them.
    appointment: Slot | None = None

    @classmethod
    def sample(cls) -> "Brief":
        """A call to nobody, by the script that is built in."""
        return cls(script=Script(), company="LeadHub", first_name="Ada", now=datetime.now(UTC))


@dataclass(frozen=True)
class Answer:
    """What a question brought: `value` as the kind has it (bool, float, str), `said` in the lead's words."""

    question_id: str
    value: bool | float | str
    said: str
    confidence: float
    is_from_form: bool = False


@dataclass(frozen=True)
class Points:
    """One reason of the score."""

    question_id: str
    points: int
    says: str


@dataclass(frozen=True)
class Findings:
    """What came of the conversation. `disposition` is what it was before somebody hung up."""

    disposition: Disposition
    answers: tuple[Answer, ...] = ()
    score: int = 0
    reasons: tuple[Points, ...] = ()
    is_qualified: bool = False
    appointment: Slot | None = None
    notes: tuple[str, ...] = ()
    summary: str = ""
    may_record: bool = True
