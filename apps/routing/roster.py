"""A tenant's people as they stand, read at once: some tens of rows, so that a choice needs no further look."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from apps.tenants.models import Tenant

from .models import Rep, Team

# A team that falls back to a team that falls back: further down somebody has built a ring.
MOST_TEAMS = 5


@dataclass(frozen=True)
class Roster:
    """Teams and reps, in the order of their ids; each rep comes with team, schedules and login."""

    teams: Sequence[Team]
    reps: Sequence[Rep]

    def without(self, rep_ids: Collection[int]) -> "Roster":
        """The same people but for these reps."""
        return Roster(self.teams, [rep for rep in self.reps if rep.pk not in rep_ids]) if rep_ids else self

    def rep(self, rep_id: int | None) -> Rep | None:
        """The rep with this id."""
        return next((rep for rep in self.reps if rep.pk == rep_id), None)

    def owner(self, name: str) -> Rep | None:
        """Whom the CRM means by this id or e-mail address."""
        wanted = name.casefold()
        return next((rep for rep in self.reps if wanted and wanted in _known_as(rep)), None)

    def of_team(self, team: Team) -> list[Rep]:
        """Everybody in the team."""
        return [rep for rep in self.reps if rep.team_id == team.pk]

    def chain(self, team_id: int | None) -> Iterator[Team]:
        """The team, and then whom each falls back to; ends where it would turn in a ring."""
        by_id, seen = {team.pk: team for team in self.teams}, set[int]()
        while team_id in by_id and team_id not in seen and len(seen) < MOST_TEAMS:
            seen.add(team_id)
            yield by_id[team_id]
            team_id = by_id[team_id].fallback_id


def of(tenant: Tenant) -> Roster:
    """Two queries."""
    reps = Rep.objects.for_tenant(tenant).select_related("team__schedule", "schedule", "membership__user")
    return Roster(list(Team.objects.for_tenant(tenant).order_by("id")), list(reps.order_by("id")))


def _known_as(rep: Rep) -> set[str]:
    login = rep.membership.user.email.casefold() if rep.membership else ""
    return {rep.crm_owner.casefold(), login} - {""}
