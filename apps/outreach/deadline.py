"""How long what the gate said holds: a worker that was frozen must not call or text on stale grounds."""

from time import monotonic

SECONDS = 1.0
TOO_SLOW = "the worker was too slow to go on with what it knew"


def begin() -> float:
    """To be asked before the intent is committed: whoever freezes while that returns has been overtaken as well."""
    return monotonic()


def is_over(began: float) -> bool:
    """To be asked right before the request: whether it must not be sent any more."""
    return monotonic() - began > SECONDS
