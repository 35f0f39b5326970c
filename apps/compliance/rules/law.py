"""All that binds one place on one day, asked for once and kept: stricter wins where several rules apply."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from apps.compliance.verdict import Channel

from .pack import Pack
from .rows import CapRow, Consent, HoursRow
from .spans import ALL_DAY, Span


@dataclass(frozen=True)
class Bound:
    """The hours of one rule on one day, and on which holiday's account, if on one's."""

    row: HoursRow
    span: Span
    holiday: str = ""


@dataclass(frozen=True)
class Law:
    """One channel's rules in one place on one day."""

    bounds: tuple[Bound, ...]
    span: Span
    caps: tuple[CapRow, ...]
    consent: Consent | None
    consent_to_artificial_voice: Consent | None
    needs_all_parties: bool
    needs_ai_disclosure: bool

    @property
    def has_hours(self) -> bool:
        """Whether there is any rule on hours, lifted or not: none is no permission."""
        return bool(self.bounds)


@lru_cache(maxsize=16384)
def of(pack: Pack, jurisdictions: Sequence[str], day: date, channel: Channel, asked_now: bool) -> Law:
    """The law there and then; `asked_now` lifts the hours that the pack says it lifts, and nothing else."""
    rows = pack.hours(jurisdictions, day, channel=channel)
    minds_holidays = any(row.value.days.on_holidays is not None for row in rows)
    holiday = pack.holiday(jurisdictions, day) if minds_holidays else ""
    bounds = tuple(_bound(row, day, holiday) for row in rows)
    span = ALL_DAY
    for bound in bounds:
        if not (asked_now and bound.row.value.lifted_when_asked):
            span = span.within(bound.span)
    return Law(
        bounds=bounds,
        span=span,
        caps=tuple(pack.caps(jurisdictions, day, channel=channel)),
        consent=pack.least_consent(jurisdictions, day, kind=channel),
        consent_to_artificial_voice=pack.least_consent(jurisdictions, day, kind="artificial_voice"),
        needs_all_parties=pack.needs_all_parties(jurisdictions, day),
        needs_ai_disclosure=pack.needs_ai_disclosure(jurisdictions, day),
    )


def _bound(row: HoursRow, day: date, holiday: str) -> Bound:
    days = row.value.days
    if holiday and days.on_holidays is not None:
        return Bound(row, days.on_holidays.within(days.on(day.weekday())), holiday)
    return Bound(row, days.on(day.weekday()))
