"""The gate's reasons and instants in words: "20:12 in Miami, Florida's hours are 8-20", "tomorrow 08:00"."""

from datetime import datetime, timedelta

from . import windows, zones
from .facts import Facts
from .geography import Place
from .grounds import Ground
from .rules.law import Bound

_COUNTRIES = {"US": "federal law", "CA": "Canada", "GB": "Britain", "AU": "Australia"}


def closed(ground: Ground, facts: Facts, *, is_one_of: int) -> str:
    """Why this place is closed at this instant, by the rule that is narrowest."""
    local = facts.at.astimezone(windows.zone(ground.place))
    bound = _narrowest(ground, local, asked_now=facts.asked_now)
    where, ruler = _where(ground.place, facts, is_one_of=is_one_of), _ruler(bound)
    if not bound.span.is_empty:
        whose = "whose" if ruler == where else _whose(ruler)
        return f"{local:%H:%M} in {where}, {whose} hours are {bound.span.says}"
    who = "which" if ruler == where else ruler
    occasion, days = (bound.holiday, "legal holidays") if bound.holiday else (f"{local:%A}", f"{local:%A}s")
    return f"{occasion} in {where}, {who} allows no contact on {days}"


def moment(at: datetime, *, seen_from: datetime, place: Place) -> str:
    """An instant in the place's time: "today 09:00", "tomorrow 08:00", "Monday 08:00", "3 Dec 2026 08:00"."""
    zone = windows.zone(place)
    local, today = at.astimezone(zone), seen_from.astimezone(zone).date()
    days = (local.date() - today).days
    clock = f"{local:%H:%M}" if local.second == 0 else f"{local:%H:%M:%S}"
    if days <= 1:
        return f"{('today', 'tomorrow')[days]} {clock}"
    if timedelta(days=days) < timedelta(days=7):
        return f"{local:%A} {clock}"
    return f"{local.day} {local:%b %Y} {clock}"


def _narrowest(ground: Ground, local: datetime, *, asked_now: bool) -> Bound:
    minute = local.hour * 60 + local.minute
    binding = [each for each in ground.law.bounds if not (asked_now and each.row.value.lifted_when_asked)]
    broken = [each for each in binding if not each.span.start <= minute < each.span.end]
    return min(broken or binding, key=lambda each: (each.span.minutes, each.row.jurisdiction))


def _where(place: Place, facts: Facts, *, is_one_of: int) -> str:
    name = zones.state_name(place.state) if place.state else _COUNTRIES.get(place.country, place.country)
    if facts.stated.city and facts.stated.state == place.state:
        name = facts.stated.city.title() if facts.stated.city.islower() else facts.stated.city
    return f"{name} ({place.zone.rpartition('/')[2].replace('_', ' ')} time)" if is_one_of > 1 else name


def _ruler(bound: Bound) -> str:
    jurisdiction = bound.row.jurisdiction
    return _COUNTRIES.get(jurisdiction) or zones.state_name(jurisdiction)


def _whose(ruler: str) -> str:
    if ruler == _COUNTRIES["US"]:
        return "federal"
    return f"{ruler}'" if ruler.endswith("s") else f"{ruler}'s"
