"""How often a person may be contacted: the caps of the law and the tenant's own."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from . import zones
from .facts import Facts
from .grounds import Ground
from .rules.rows import CapRow
from .verdict import Channel, Reason

_DAY_HOURS = 24


def broken(facts: Facts, known: Sequence[Ground]) -> Iterator[Reason]:
    """Each cap that one more contact would break, with the instant at which it no longer would."""
    for row in dict.fromkeys(row for ground in known for row in ground.law.caps):
        yield from _broken(facts, row)
    if facts.most_a_day is not None:
        most, times = facts.most_a_day, _within(facts, (Channel.CALL, Channel.SMS), hours=_DAY_HOURS)
        if len(times) >= most:
            says = f"contacted {_often(len(times))} within {_DAY_HOURS} hours, your own limit is {most}"
            yield Reason("cap_tenant", says, _falls_below(times, most, hours=_DAY_HOURS))


def _broken(facts: Facts, row: CapRow) -> Iterator[Reason]:
    cap = row.value
    times = _within(facts, cap.channels, hours=cap.hours)
    if len(times) >= cap.most:
        where = zones.state_name(row.jurisdiction)
        says = f"contacted {_often(len(times))} within {cap.hours} hours, {where} allows {cap.most}"
        yield Reason("cap", says, _falls_below(times, cap.most, hours=cap.hours))


def _within(facts: Facts, channels: Iterable[Channel], *, hours: int) -> list[datetime]:
    told = {Channel.CALL: facts.calls_at, Channel.SMS: facts.texts_at}
    since = facts.at - timedelta(hours=hours)
    return sorted(time for channel in channels for time in told[channel] if time > since)


def _falls_below(times: Sequence[datetime], most: int, *, hours: int) -> datetime | None:
    """When all but `most - 1` of the contacts lie further back than the cap looks."""
    return times[-most] + timedelta(hours=hours) if most > 0 else None


def _often(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
