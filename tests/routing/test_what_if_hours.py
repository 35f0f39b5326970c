"""Other hours over the last 30 days: who would have answered whom."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.leads.models import Lead
from apps.routing import decide, what_if_hours
from apps.routing.looking_back import Changed
from apps.routing.models import Rep, Schedule, Team
from apps.routing.what_if_hours import Question
from apps.tenants.models import Tenant
from tests.routing.conftest import NOON
from tests.routing.made import rule, rules

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inside")]


@pytest.fixture
def office(tenant: Tenant) -> Schedule:
    return Schedule.objects.create(tenant=tenant, name="Office", time_zone="America/Chicago", hours="mon-fri 9-13")


@pytest.fixture
def sales(team_of: Callable[..., Team], office: Schedule) -> Team:
    """Ada and Ben, within the office's hours."""
    team = team_of("Sales", Ada=2, Ben=1)
    team.schedule = office
    team.save()
    return team


@pytest.fixture
def found(tenant: Tenant, office: Schedule) -> Callable[..., list[Changed]]:
    """What these hours would have changed for everybody who goes to the team, or to whom `then` says."""

    def ask(hours: str, team: Team, **then: Any) -> list[Changed]:
        wanted = {"answered_by": "team", "team": team.pk} | then
        compiled = decide.compiled(rules(rule("All", then=wanted)), version=1)
        office.hours = hours
        portions = what_if_hours.portions(Question.of(tenant, compiled, office), now=NOON + timedelta(days=1))
        return [each for portion in portions for each in portion.changed]

    return ask


@pytest.fixture
def day(lead_for: Callable[..., Lead]) -> dict[str, Lead]:
    """Leads of a Monday, by the hour in Chicago."""
    hours = {"Noon": 0, "Two": 2, "Six": 6}
    return {name: lead_for(name, received_at=NOON + timedelta(hours=after)) for name, after in hours.items()}


def said(changes: list[Changed]) -> dict[str, str]:
    return {each.lead.first_name: each.says for each in changes}


@pytest.mark.parametrize("hours", ["mon-fri 9-13", "mon-fri 9:00-11, 11-13", "mon-fri 9-13; sat 9-12"])
def test_hours_that_open_and_close_nobody_for_a_lead_make_no_difference(
    day: dict[str, Lead], sales: Team, found: Callable[..., list[Changed]], hours: str
) -> None:
    assert found(hours, sales) == []


def test_longer_hours_list_exactly_who_would_have_had_a_person(
    day: dict[str, Lead], sales: Team, found: Callable[..., list[Changed]]
) -> None:
    changes = found("mon-fri 9-15", sales)

    assert said(changes) == {"Two": "Ada or Ben of Sales instead of the AI agent"}
    assert [each.how for each in changes] == ["Sales instead of the AI agent"]


def test_shorter_hours_leave_leads_to_whom_the_team_falls_back_to(
    day: dict[str, Lead], sales: Team, team_of: Callable[..., Team], found: Callable[..., list[Changed]]
) -> None:
    sales.fallback = team_of("Nights", Cleo=1)
    sales.save()

    assert said(found("mon-fri 9-11", sales)) == {"Noon": "Cleo of Nights instead of Ada or Ben of Sales"}


def test_a_reps_own_hours_change_who_takes_turns(
    tenant: Tenant,
    day: dict[str, Lead],
    office: Schedule,
    team_of: Callable[..., Team],
    found: Callable[..., list[Changed]],
) -> None:
    team = team_of("Sales", Ada=2, Ben=1)
    Rep.objects.filter(name="Ben").update(schedule=office)

    changes = found("mon-fri 9-11", team)

    assert said(changes) == {"Noon": "Ada of Sales instead of Ada or Ben of Sales"}
    assert [each.how for each in changes] == ["other reps of Sales"]


def test_each_is_asked_when_its_rep_was_chosen_and_who_knew_the_person_goes_first(
    day: dict[str, Lead], sales: Team, team_of: Callable[..., Team], found: Callable[..., list[Changed]]
) -> None:
    friend = team_of("Friends", Fay=1).reps.get()
    at, six = NOON + timedelta(hours=2), day["Six"]
    day["Noon"].tell("rep.chosen", at=at, rep=None, by="nobody")
    six.tell("rep.chosen", at=at, rep=friend.pk, by="known")

    assert said(found("mon-fri 9-15", sales)) == {
        "Noon": "Ada or Ben of Sales instead of the AI agent",
        "Two": "Ada or Ben of Sales instead of the AI agent",
    }


def test_who_wants_no_person_is_not_touched(
    day: dict[str, Lead], sales: Team, found: Callable[..., list[Changed]]
) -> None:
    assert found("mon-fri 9-24", sales, answered_by="ai_agent") == []
