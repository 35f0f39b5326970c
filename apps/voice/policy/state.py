"""Where a conversation stands."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from apps.scripts.document import Question

from .brief import Answer
from .moves import Disposition, Expects, Line, Slot, Tool


class Stage(StrEnum):
    """What the agent waits for."""

    RECORDING = "recording"
    REASON = "reason"
    ASKING = "asking"
    PRESSING = "pressing"
    FINDING = "finding"
    OFFERING = "offering"
    BOOKING = "booking"
    BOOKED = "booked"
    WHEN = "when"
    PLANNING = "planning"
    TRANSFERRING = "transferring"
    SCREENED = "screened"
    CLOSING = "closing"
    ENDED = "ended"


# The next word is a tool's, not the lead's.
WAITING = frozenset([Stage.FINDING, Stage.BOOKING, Stage.PLANNING, Stage.TRANSFERRING])
OVER = frozenset([Stage.CLOSING, Stage.ENDED])


@dataclass
class State:
    """All that changes while they talk. `counts`: how often what was done that may only be done so often."""

    stage: Stage = Stage.REASON
    expects: Expects = Expects.OPEN
    # Answers by question, the form's among them; questions that are left open for good.
    answers: dict[str, Answer] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    asking: Question | None = None
    last_answered: Question | None = None
    offered: tuple[Slot, ...] = ()
    refused: set[str] = field(default_factory=set)
    # Booked, or moved, in this call; whether one is being moved.
    appointment: Slot | None = None
    is_moving: bool = False
    callback: str = ""
    objections: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    notes_due: list[str] = field(default_factory=list)
    # Tools whose results have not come.
    pending: list[Tool] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    turns: int = 0
    silences: int = 0
    may_record: bool = True
    has_person: bool = False
    has_opted_out: bool = False
    disposition: Disposition | None = None
    # How the call ends once a last tool is done.
    ends_as: Disposition | None = None
    # What was said last; what of it must be heard and was not; whether its question was cut off.
    last: tuple[Line, ...] = ()
    owed: tuple[Line, ...] = ()
    is_question_unheard: bool = False

    def may(self, what: str, *, most: int) -> bool:
        """Count one more, and say whether that is still within the bound."""
        self.counts[what] += 1
        return self.counts[what] <= most
