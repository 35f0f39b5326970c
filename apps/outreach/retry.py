"""When to try again: a pure function of the error and of how often it was tried."""

from collections.abc import Callable
from datetime import timedelta

from apps.integrations.errors import ProviderError

MOST_ATTEMPTS = 8
# A step whose vendor stays down for longer is dead all the same: a lead's news grows old.
LONGEST_WAIT = timedelta(hours=24)
_FIRST_SECONDS = 1.0
_MOST_SECONDS = 60.0


def delay_seconds(error: ProviderError, *, attempt: int, chance: Callable[[], float]) -> float:
    """Full jitter over a doubling span (AWS Architecture Blog, "Exponential Backoff And Jitter"), at most a minute.

    A vendor's Retry-After is obeyed, up to an hour; `chance` gives 0…1; `attempt` counts from 1.
    """
    span = min(_MOST_SECONDS, _FIRST_SECONDS * 2.0 ** (attempt - 1))
    asked = min(error.retry_after_seconds or 0.0, 3_600.0)
    return asked + span * chance()


def is_spent(attempt: int) -> bool:
    """Whether the step has had all its attempts and is dead."""
    return attempt >= MOST_ATTEMPTS
