"""What a group of phrases says, and on what ground a person is taken at their word."""

from dataclasses import dataclass
from enum import Enum, StrEnum


class Ground(StrEnum):
    """Why it is an opt-out, for the timeline and for whoever asks in a year."""

    NONE = ""
    WORD = "a carrier's word"
    STOP_CONTACT = "no more calls or texts wanted"
    LEAVE_LIST = "wants off the list"
    WRONG_NUMBER = "wrong number or person"
    NO_CONSENT = "says that there is no consent"
    ANGER = "sent us away"
    LAW = "named the law or a report"
    SENSE = "reads as an opt-out"


class Sense(Enum):
    """How a phrase counts."""

    STOP = "stop"
    BARE_STOP = "bare stop"
    NOT_STOP = "not stop"
    PAUSE = "pause"
    RATHER_TEXT = "rather text"
    RATHER_CALL = "rather call"
    NOT_INTERESTED = "not interested"


@dataclass(frozen=True)
class Rule:
    """Phrases of one sense."""

    sense: Sense
    phrases: tuple[str, ...]
    ground: Ground = Ground.NONE
