"""What was said in a call, and when."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A turn as it was: times are milliseconds since the stream was opened."""

    is_agent: bool
    text: str
    began_ms: int
    ended_ms: int
    was_interrupted: bool = False
    timings: dict[str, int] | None = None


@dataclass(frozen=True)
class Noticed:
    """What was at the other end, by whose word, and when."""

    who: str
    by: str
    at_ms: int
