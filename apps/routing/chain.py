"""The chain of those who may get a lead, walked until somebody is there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from . import presence
from .chosen import By, Chosen, PassedOver, Wanted
from .models import Rep, Team
from .roster import Roster
from .taking import Taker


@dataclass
class Chain:
    """One walk. `known` is the rep who had the person before; `today` is the tenant's."""

    roster: Roster
    taker: Taker
    now: datetime
    today: date
    passed_over: list[PassedOver] = field(default_factory=list)

    def walk(self, wanted: Wanted, *, known: int | None) -> Chosen:
        """The first who is there; `rep` is None at the chain's end."""
        for by, found in self._by_right(wanted, known):
            if self._is_there(found) and self.taker.directly(found):
                return self._chosen(found, by)
        named = self.roster.rep(wanted.rep)
        for place, team in enumerate(self.roster.chain(wanted.team or (named.team_id if named else None))):
            if found_id := self._turn(team):
                by = By.FALLBACK if place or named else By.TURN
                return self._chosen(self.roster.rep(found_id), by)
        return self._chosen(None, By.NOBODY)

    def _by_right(self, wanted: Wanted, known: int | None) -> Iterator[tuple[By, Rep]]:
        asked = (
            (By.CRM_OWNER, self.roster.owner(wanted.crm_owner)),
            (By.KNOWN, self.roster.rep(known)),
            (By.NAMED, self.roster.rep(wanted.rep)),
        )
        yield from ((by, found) for by, found in asked if found)

    def _turn(self, team: Team) -> int | None:
        there = [rep for rep in self.roster.of_team(team) if self._is_there(rep)]
        found = self.taker.by_turn(team.pk, there) if there else None
        if found is None:
            self.passed_over.append(PassedOver(team.name, "nobody of this team is there"))
        return found

    def _is_there(self, rep: Rep) -> bool:
        why = presence.why_not(rep, now=self.now) or presence.why_no_more(rep, today=self.today)
        if why:
            self.passed_over.append(PassedOver(rep.name, why))
        return not why

    def _chosen(self, found: Rep | None, by: By) -> Chosen:
        return Chosen(found, by, tuple(dict.fromkeys(self.passed_over)))
