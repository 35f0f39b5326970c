"""One bar before it is drawn."""

from dataclasses import dataclass

from .facts import Owner


@dataclass(frozen=True)
class Span:
    """A part of the work; `end_ms` is None while it lasts, `key` the id of the step, call or text it belongs to."""

    track: str
    label: str
    owner: Owner
    start_ms: float
    end_ms: float | None
    ending: str = ""
    has_failed: bool = False
    is_wait: bool = False
    key: str = ""
