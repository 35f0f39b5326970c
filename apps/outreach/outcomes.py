"""What can come of carrying out a step, beside the errors of a vendor."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Done:
    """The effect has happened."""

    external_id: str = ""


@dataclass(frozen=True)
class Skipped:
    """There was nothing to do, or it must not be done; the timeline says why."""

    reason: str
    code: str = ""


@dataclass(frozen=True)
class Held:
    """A person must look at it first."""

    reason: str
    code: str = ""


@dataclass(frozen=True)
class Waiting:
    """The vendor has it and will tell; after so many seconds of silence we ask."""

    seconds: float
    external_id: str = ""


@dataclass(frozen=True)
class Unsettled:
    """Still nobody knows whether it happened; look again in so many seconds."""

    seconds: float
    reason: str


@dataclass(frozen=True)
class Again:
    """It surely did not happen: carry it out, in so many seconds. `costs_attempt`: it was really tried."""

    seconds: float
    reason: str
    costs_attempt: bool = True


@dataclass(frozen=True)
class Recorded:
    """It is written down already, with the facts that it came from; `state` is the step's."""

    state: str


Outcome = Done | Skipped | Held | Waiting | Unsettled | Again | Recorded


class LostLease(Exception):
    """Another worker has the step by now: stop, touch nothing."""
