"""Whether what a source sends looks like somebody's game. Pure."""

from dataclasses import dataclass

# Below this nothing can be told from an honest form.
LEAST = 10
MOST_STOPPED_A_MINUTE = 20


@dataclass(frozen=True)
class Hour:
    """A source's last hour, or what of it came after it was resumed: new numbers only."""

    dials: int
    too_fast: int
    busiest_prefix: int
    stopped_in_a_minute: int


def of(hour: Hour) -> str:
    """Why the source should be paused; "" if nothing speaks for it."""
    if hour.stopped_in_a_minute > MOST_STOPPED_A_MINUTE:
        return f"{hour.stopped_in_a_minute} of its calls and texts were stopped within a minute"
    if hour.dials < LEAST:
        return ""
    if hour.too_fast * 2 > hour.dials:
        return f"{hour.too_fast} of its {hour.dials} contacts of the last hour were too many at once"
    if hour.busiest_prefix * 2 > hour.dials:
        return f"{hour.busiest_prefix} of its {hour.dials} contacts of the last hour went to numbers that begin alike"
    return ""
