"""Whether a rep takes leads at an instant, and if not, why. Pure over rows that were read."""

from datetime import date, datetime

from .models import Rep


def why_not(rep: Rep, *, now: datetime) -> str:
    """In words, "" if they take leads. `rep` comes with its team and both schedules."""
    if not rep.is_active or not rep.team.is_active:
        return "switched off"
    if _is_away(rep, now=now):
        return f"away until {rep.away_until:%d %b %H:%M} UTC" if rep.away_until else "away"
    if not _is_open(rep, now=now):
        return "outside their hours"
    return ""


def is_on_duty(rep: Rep, *, now: datetime) -> bool:
    """Whether they are there by what is planned; being away is not."""
    return rep.is_active and rep.team.is_active and _is_open(rep, now=now)


def why_no_more(rep: Rep, *, today: date) -> str:
    """Whether they have had their share of this day, in words; "" while there is room."""
    is_full = rep.most_a_day and rep.taken_on == today and rep.taken >= rep.most_a_day
    return f"had their {rep.most_a_day} leads of today" if is_full else ""


def _is_open(rep: Rep, *, now: datetime) -> bool:
    return all(each.is_open(now=now) for each in (rep.team.schedule, rep.schedule) if each)


def _is_away(rep: Rep, *, now: datetime) -> bool:
    return rep.is_away and (rep.away_until is None or rep.away_until > now)
