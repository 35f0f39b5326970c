"""What the agent does next: lines to say, what it waits for, and at most one tool."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Expects(StrEnum):
    """What sort of reply the agent waits for; decides how long a pause may last before it is taken as the end."""

    NOTHING = "nothing"
    YES_NO = "yes_no"
    CHOICE = "choice"
    # Numbers, names, dates, addresses: people stop and think in the middle of these.
    DETAIL = "detail"
    OPEN = "open"


class Disposition(StrEnum):
    """How a conversation ended, in the words of the field."""

    BOOKED = "booked"
    QUALIFIED = "qualified"
    NOT_QUALIFIED = "not_qualified"
    CALL_BACK = "call_back"
    TRANSFERRED = "transferred"
    OPTED_OUT = "opted_out"
    WRONG_PERSON = "wrong_person"
    NOT_INTERESTED = "not_interested"
    OTHER_LANGUAGE = "other_language"
    VOICEMAIL = "voicemail"
    NO_REPLY = "no_reply"
    HUNG_UP = "hung_up"
    FAILED = "failed"


@dataclass(frozen=True)
class Line:
    """Something to say. `is_fixed`: the same words in every call of the script, so its audio is kept."""

    text: str
    is_fixed: bool = False


@dataclass(frozen=True)
class Slot:
    """A time that an appointment may have; aware instants, `spoken` in the lead's zone ("Tuesday at 3 PM")."""

    id: str
    starts_at: datetime
    ends_at: datetime
    spoken: str


@dataclass(frozen=True)
class FindSlots:
    """Free times, the soonest first; after `not_before`, if the lead named a day."""

    not_before: datetime | None = None


@dataclass(frozen=True)
class HoldSlots:
    """Keep the offered ones from others while the lead thinks."""

    slot_ids: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """The lead took this one of the offered slots."""

    slot_id: str


@dataclass(frozen=True)
class Reschedule:
    """The lead's appointment is to have this one of the offered slots instead of its own."""

    slot_id: str


@dataclass(frozen=True)
class RequestCallback:
    """They want to be called at another time, in their own words ("tomorrow at six")."""

    words: str


@dataclass(frozen=True)
class OptOut:
    """They want no more; `is_wrong_person`: the number is somebody else's."""

    words: str
    is_wrong_person: bool = False


@dataclass(frozen=True)
class TransferTo:
    """One of the script's own list, by id. Carried out once the lines have been heard."""

    transfer_id: str


@dataclass(frozen=True)
class TakeNote:
    """For a human: a question that the script has no answer to, or what else matters."""

    text: str


@dataclass(frozen=True)
class End:
    """Hang up once the lines have been heard."""

    disposition: Disposition


Tool = FindSlots | HoldSlots | Book | Reschedule | RequestCallback | OptOut | TransferTo | TakeNote | End


@dataclass(frozen=True)
class Move:
    """What comes next. A tool starts at once, beside the lines; `End` and `TransferTo` wait until they are heard."""

    lines: tuple[Line, ...] = ()
    expects: Expects = Expects.OPEN
    tool: Tool | None = None
    is_interruptible: bool = True
    # Said once the machine at the other end records.
    is_after_beep: bool = False


@dataclass(frozen=True)
class SlotsFound:
    """None: nothing is free."""

    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Booked:
    """It is in the calendar."""

    slot: Slot


@dataclass(frozen=True)
class Rescheduled:
    """It has its new time."""

    slot: Slot


@dataclass(frozen=True)
class SlotTaken:
    """Somebody else was quicker; here is what is free now."""

    others: tuple[Slot, ...]


@dataclass(frozen=True)
class CallbackPlanned:
    """`spoken`: when, in the lead's zone ("tomorrow at 6 PM")."""

    spoken: str


@dataclass(frozen=True)
class ToolDone:
    """Done, and there is nothing to say about it."""


@dataclass(frozen=True)
class ToolFailed:
    """It could not be done; `reason` is for the timeline, never said aloud."""

    reason: str


Result = SlotsFound | Booked | Rescheduled | SlotTaken | CallbackPlanned | ToolDone | ToolFailed
