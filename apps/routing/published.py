"""Reads: the rules in force, and what they and people call teams, reps and sources."""

import structlog
from pydantic import ValidationError

from apps.leads.models import Source
from apps.tenants.models import Tenant

from . import decide
from .decide import NOTHING_PUBLISHED, Compiled
from .lint import Active
from .models import Rep, Team, Version
from .rules import RuleSet
from .sentences import Names

log = structlog.get_logger()


def latest(tenant: Tenant | int) -> Version | None:
    """The version in force, if anything was ever published."""
    return Version.objects.for_tenant(tenant).order_by("-number").first()


def rules(tenant: Tenant | int) -> RuleSet:
    """The rules in force; none before the first publication."""
    version = latest(tenant)
    return version.typed if version else RuleSet()


def compiled(tenant: Tenant | int) -> Compiled:
    """The rules in force, ready to be asked. Leads keep coming in whatever is wrong with them: see the log."""
    version = latest(tenant)
    if version is None:
        return NOTHING_PUBLISHED
    try:
        return decide.compiled(version.typed, version=version.number)
    except ValidationError as error:
        log.error("routing.unreadable", tenant=version.tenant_id, version=version.number, reason=str(error)[:500])
        return NOTHING_PUBLISHED


def names(tenant: Tenant) -> Names:
    """For sentences; also of those that are switched off."""
    return Names(
        teams=dict(Team.objects.for_tenant(tenant).values_list("id", "name")),
        reps=dict(Rep.objects.for_tenant(tenant).values_list("id", "name")),
        sources=dict(Source.objects.for_tenant(tenant).values_list("slug", "name")),
    )


def active(tenant: Tenant, *, cadences: frozenset[str], scripts: frozenset[str]) -> Active:
    """What rules may point at today: a team counts if somebody active is in it. Others know `cadences`, `scripts`."""
    reps = Rep.objects.for_tenant(tenant).filter(is_active=True, team__is_active=True)
    found = list(reps.values_list("team_id", "id"))
    teams, people = frozenset(team for team, _ in found), frozenset(rep for _, rep in found)
    return Active(teams=teams, reps=people, cadences=cadences, scripts=scripts)
