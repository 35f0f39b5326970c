"""Who answers at the demo's companies: two teams each, their hours, and the rules that somebody published long ago."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from apps.routing import drafting, publish, published
from apps.routing.actions import Actions, AnsweredBy, Priority
from apps.routing.decide import Compiled
from apps.routing.models import Rep, Schedule, Team
from apps.routing.rules import Rule, RuleSet
from apps.tenants.models import Membership, Role, Tenant

from .companies import Company

# Behind the leads' numbers, the caller IDs and the rep of the playbook.
FIRST_LINE = 194
_PUBLISHED_AGO = timedelta(days=45)
_HOLIDAYS = [date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1)]


@dataclass(frozen=True)
class Crew:
    """A team: its hours, and the reps' weights by their names."""

    name: str
    hours: str
    reps: Mapping[str, int]


@dataclass(frozen=True)
class Route:
    """A rule whose team is known by its name; `then` has what is not the usual."""

    name: str
    when: Mapping[str, object]
    then: Mapping[str, object]
    crew: str = ""


def publish_once(company: Company, tenant: Tenant, *, author: str, now: datetime) -> Compiled:
    """The company's rules; made, with their teams, where nothing was ever published."""
    if published.latest(tenant) is None:
        teams = _teams(company, tenant)
        drafting.replace(tenant, RuleSet(rules=tuple(_rule(route, teams) for route in ROUTES[company.slug])))
        publish.draft(tenant, over=0, author=author, note="The first rules", now=now - _PUBLISHED_AGO)
    return published.compiled(tenant)


def _rule(route: Route, teams: Mapping[str, Team]) -> Rule:
    then: dict[str, object] = dict(route.then)
    if route.crew:
        then |= {"answered_by": AnsweredBy.TEAM, "team": teams[route.crew].pk}
    key = route.name.casefold().replace(" ", "-")
    return Rule.model_validate({"key": key, "name": route.name, "when": route.when, "then": Actions(**then)})


def _teams(company: Company, tenant: Tenant) -> Mapping[str, Team]:
    """Each falls back to the one before it."""
    teams: dict[str, Team] = {}
    line = FIRST_LINE
    # The demo's manager takes leads, too: their login has a desk.
    login = Membership.objects.for_tenant(tenant).filter(role=Role.MANAGER).first()
    for crew in CREWS[company.slug]:
        hours = {"time_zone": company.time_zone, "hours": crew.hours, "holidays": _HOLIDAYS}
        schedule, _ = Schedule.objects.get_or_create(tenant=tenant, name=crew.name, defaults=hours)
        wanted = {"schedule": schedule, "fallback": next(reversed(teams.values()), None)}
        team, _ = Team.objects.get_or_create(tenant=tenant, name=crew.name, defaults=wanted)
        for name, weight in crew.reps.items():
            person: dict[str, object] = {"phone": f"+1{company.area_codes[0]}5550{line}", "weight": weight}
            person["membership"] = login if line == FIRST_LINE else None
            Rep.objects.get_or_create(tenant=tenant, team=team, name=name, defaults=person)
            line += 1
        teams[crew.name] = team
    return teams


def _is(field: str, *values: str) -> Mapping[str, object]:
    return {"op": "one_of", "field": field, "values": values}


def _all(*parts: Mapping[str, object]) -> Mapping[str, object]:
    return {"op": "all", "of": parts}


_LATER = {"answered_by": AnsweredBy.AI_AGENT, "priority": Priority.LATER}
_REST = Route("Everybody else", _all(), {})
CREWS: Mapping[str, Sequence[Crew]] = {
    "acme": [
        Crew("Solar advisers", "mon-fri 8:00-18:00; sat 9:00-14:00", {"Maria": 3, "Tom": 2}),
        Crew("Wisconsin office", "mon-fri 9:00-17:00", {"Ingrid": 1, "Paul": 1}),
    ],
    "bright-smile": [
        Crew("Front desk", "mon-fri 8:00-19:00; sat 9:00-13:00", {"Jenna": 2, "Luz": 2}),
        Crew("Treatment advice", "mon-fri 9:00-17:00", {"Dr. Shah": 1, "Nina": 2}),
    ],
    "summit": [
        Crew("Roof inspectors", "mon-sat 7:00-18:00", {"Cole": 3, "Dave": 2, "Rosa": 2}),
        Crew("Claims desk", "mon-fri 8:00-17:00", {"Kim": 1}),
    ],
}
ROUTES: Mapping[str, Sequence[Route]] = {
    "acme": [
        Route("Renters", _is("answers.homeowner", "No"), _LATER | {"script": "Renters"}),
        Route("Wisconsin", _is("phone.state", "WI"), {"channel": "#wisconsin"}, crew="Wisconsin office"),
        Route(
            "Big bills in office hours",
            _all(
                _is("answers.monthly_bill", "$150 to $250", "Over $250"),
                {"op": "in_hours", "field": "local.time", "hours": "mon-fri 8:00-18:00; sat 9:00-14:00"},
            ),
            {"priority": Priority.FIRST, "channel": "#hot-leads"},
            crew="Solar advisers",
        ),
        Route("Marketplace", _is("source", "solar-quotes"), {"answered_by": AnsweredBy.AI_AGENT, "cadence": "Gentle"}),
        _REST,
    ],
    "bright-smile": [
        Route("In pain", _is("answers.treatment", "Toothache"), {"priority": Priority.FIRST}, crew="Front desk"),
        Route("Implants and aligners", _is("answers.treatment", "Implant", "Aligners"), {}, crew="Treatment advice"),
        Route("Known patients", _is("answers.new_patient", "No"), {}, crew="Front desk"),
        _REST,
    ],
    "summit": [
        Route(
            "Hail and leaks at once",
            _all(_is("answers.service", "Hail damage", "Leak"), _is("answers.timeline", "As soon as possible")),
            {"priority": Priority.FIRST, "channel": "#storm"},
            crew="Roof inspectors",
        ),
        Route("Insurance claims", _is("answers.insurance_claim", "Filed"), {}, crew="Claims desk"),
        Route("Gutters", _is("answers.service", "Gutters"), _LATER | {"script": "Small jobs"}),
        _REST,
    ],
}
