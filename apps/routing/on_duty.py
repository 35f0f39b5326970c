"""Who is there for a lead at an instant by what is planned: by hours, and not by who was away that day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from . import presence
from .chosen import Wanted
from .models import Rep
from .roster import Roster

AGENT = "the AI agent"


@dataclass(frozen=True)
class Duty:
    """A team and its reps who are there, one of whom answers; without any it is the AI agent."""

    team: str = ""
    reps: tuple[str, ...] = ()

    @property
    def answers(self) -> str:
        """Who answers, by the team's name."""
        return self.team or AGENT

    def __str__(self) -> str:
        return f"{' or '.join(self.reps)} of {self.team}" if self.team else AGENT


def of(roster: Roster, wanted: Wanted, *, known: int | None, at: datetime) -> Duty:
    """In the order of `chain`: who has a right to the lead, then the team, then those that it falls back to.

    `known` is the rep who had the lead's person before.
    """
    named = roster.rep(wanted.rep)
    by_right = (roster.owner(wanted.crm_owner), roster.rep(known), named)
    for rep in by_right:
        if rep and presence.is_on_duty(rep, now=at):
            return Duty(rep.team.name, (rep.name,))
    for name, reps in _by_turn(roster, wanted.team or (named.team_id if named else None)):
        if there := tuple(rep.name for rep in reps if presence.is_on_duty(rep, now=at)):
            return Duty(name, there)
    return Duty()


def _by_turn(roster: Roster, team_id: int | None) -> Iterator[tuple[str, list[Rep]]]:
    for team in roster.chain(team_id):
        yield team.name, roster.of_team(team)
