"""Who gets a lead: the owner, the one named, whose turn it is, and whoever is there at all."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from apps.leads.models import Lead
from apps.routing import choose
from apps.routing.actions import Actions
from apps.routing.chosen import By, Chosen, Wanted
from apps.routing.models import Assignment, Rep, Schedule, Team
from apps.tenants.models import Membership, Role, Tenant, User
from tests.routing.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def sales(team_of: Callable[..., Team]) -> Team:
    return team_of("Sales", Ada=2, Ben=1)


@pytest.fixture
def give(tenant: Tenant, lead_for: Callable[..., Lead]) -> Callable[..., Chosen]:
    """Give a lead away; a name makes a new person."""

    def make(to: Any, lead: Lead | str = "Dana", **more: Any) -> Chosen:
        wanted = Wanted(**({"team": to.pk} if isinstance(to, Team) else {"rep": to.pk}), **more)
        return choose.rep(lead_for(lead) if isinstance(lead, str) else lead, tenant=tenant, wanted=wanted, now=NOON)

    return make


def name(chosen: Chosen) -> tuple[str, By]:
    return chosen.rep.name if chosen.rep else "", chosen.by


def change(rep: str, **fields: Any) -> None:
    Rep.objects.filter(name=rep).update(**fields)


def test_a_team_takes_turns(sales: Team, give: Callable[..., Chosen]) -> None:
    got = [name(give(sales, f"Lead{nth}"))[0] for nth in range(6)]

    assert got == ["Ada", "Ben", "Ada", "Ada", "Ben", "Ada"]


def test_the_same_lead_stays_with_its_rep_and_costs_no_turn(
    sales: Team, give: Callable[..., Chosen], lead_for: Callable[..., Lead]
) -> None:
    lead = lead_for("Dana")
    first = give(sales, lead)
    credits = list(Rep.objects.order_by("id").values_list("credit", "taken"))

    again = give(sales, lead)

    assert name(again) == name(first) == ("Ada", By.TURN)
    assert list(Rep.objects.order_by("id").values_list("credit", "taken")) == credits
    assert Assignment.objects.count() == 1


@pytest.mark.parametrize("by", [{"email": "dana@example.com"}, {"phone": "+12147481234", "email": ""}])
def test_who_had_the_person_before_has_them_again(
    sales: Team, give: Callable[..., Chosen], lead_for: Callable[..., Lead], by: dict[str, str]
) -> None:
    give(sales, lead_for("Dana", **by))

    second = give(sales, lead_for("Dana", **by, received_at=NOON + timedelta(days=3)))

    assert name(second) == ("Ada", By.KNOWN)


def test_the_crms_owner_goes_before_everybody(sales: Team, give: Callable[..., Chosen]) -> None:
    change("Ben", crm_owner="005XX")

    assert name(give(sales, crm_owner="005xx")) == ("Ben", By.CRM_OWNER)


def test_the_crms_owner_is_known_by_their_login_too(tenant: Tenant, sales: Team, give: Callable[..., Chosen]) -> None:
    user = User.objects.create_user("ben@acme.example")
    change("Ben", membership=Membership.objects.create(tenant=tenant, user=user, role=Role.REP))

    assert name(give(sales, crm_owner="Ben@acme.example")) == ("Ben", By.CRM_OWNER)


def test_an_owner_who_is_away_is_passed_over_and_the_trace_says_so(sales: Team, give: Callable[..., Chosen]) -> None:
    change("Ben", crm_owner="005XX", is_away=True)

    chosen = give(sales, crm_owner="005XX")

    assert name(chosen) == ("Ada", By.TURN)
    assert chosen.facts() == {
        "rep": Rep.objects.get(name="Ada").pk,
        "rep_name": "Ada",
        "team": "Sales",
        "by": "turn",
        "passed_over": [{"name": "Ben", "why": "away"}],
    }


def test_a_rep_asked_for_by_name_gets_it(sales: Team, give: Callable[..., Chosen]) -> None:
    assert name(give(Rep.objects.get(name="Ben"))) == ("Ben", By.NAMED)


def test_if_the_one_asked_for_is_away_the_team_takes_it(sales: Team, give: Callable[..., Chosen]) -> None:
    change("Ben", is_away=True)

    assert name(give(Rep.objects.get(name="Ben"))) == ("Ada", By.FALLBACK)


def test_if_a_team_is_away_the_next_one_takes_it(
    sales: Team, team_of: Callable[..., Team], give: Callable[..., Chosen]
) -> None:
    change("Ada", is_active=False)
    change("Ben", is_away=True)
    sales.fallback = team_of("Office", Cleo=1)
    sales.save()

    assert name(give(sales)) == ("Cleo", By.FALLBACK)


def test_if_nobody_is_there_the_agent_answers(sales: Team, give: Callable[..., Chosen]) -> None:
    Rep.objects.update(is_away=True)

    chosen = give(sales)

    assert name(chosen) == ("", By.NOBODY)
    assert [each.why for each in chosen.passed_over] == ["away", "away", "nobody of this team is there"]


def test_teams_that_fall_back_to_each_other_end_somewhere(
    sales: Team, team_of: Callable[..., Team], give: Callable[..., Chosen]
) -> None:
    sales.fallback = team_of("Office")
    sales.save()
    Team.objects.filter(name="Office").update(fallback=sales)
    Rep.objects.update(is_active=False)

    assert name(give(sales)) == ("", By.NOBODY)


def test_away_until_ends_by_itself(sales: Team, give: Callable[..., Chosen]) -> None:
    for rep in Rep.objects.all():
        rep.go_away(until=NOON)

    assert name(give(sales)) == ("Ada", By.TURN)


def test_away_until_later_is_away(sales: Team, give: Callable[..., Chosen]) -> None:
    Rep.objects.get(name="Ada").go_away(until=NOON + timedelta(minutes=1))

    assert name(give(sales)) == ("Ben", By.TURN)


def test_who_comes_back_takes_leads_again(sales: Team, give: Callable[..., Chosen]) -> None:
    ada = Rep.objects.get(name="Ada")
    ada.go_away()
    ada.come_back()

    assert name(give(sales)) == ("Ada", By.TURN)


def test_hours_and_holidays_count_in_the_schedules_own_zone(
    tenant: Tenant, sales: Team, give: Callable[..., Chosen]
) -> None:
    early = Schedule.objects.create(
        tenant=tenant, name="Early", time_zone="America/Denver", hours="mon-fri 6:00-11:00"
    )  # it is 11:00 there
    open_ = Schedule.objects.create(tenant=tenant, name="Open", time_zone="America/Chicago", hours="mon-fri 9-17")
    change("Ada", schedule=early)
    change("Ben", schedule=open_)

    assert name(give(sales, "First")) == ("Ben", By.TURN)

    open_.holidays = [date(2026, 5, 4)]
    open_.save()

    assert name(give(sales, "Second")) == ("", By.NOBODY)


def test_a_team_that_is_closed_is_closed_for_all_of_it(
    tenant: Tenant, sales: Team, give: Callable[..., Chosen]
) -> None:
    sales.schedule = Schedule.objects.create(tenant=tenant, name="Night", time_zone="UTC", hours="mon-sun 22-6")
    sales.save()

    assert name(give(sales)) == ("", By.NOBODY)


def test_who_has_had_their_leads_of_today_gets_no_more_until_tomorrow(
    tenant: Tenant, sales: Team, give: Callable[..., Chosen], lead_for: Callable[..., Lead]
) -> None:
    change("Ada", most_a_day=2)
    change("Ben", most_a_day=1)

    got = [name(give(sales, each))[0] for each in ("First", "Second", "Third", "Fourth")]
    tomorrow = choose.rep(
        lead_for("Tomorrow"), tenant=tenant, wanted=Wanted(team=sales.pk), now=NOON + timedelta(hours=12, minutes=1)
    )

    assert got == ["Ada", "Ben", "Ada", ""]
    assert tomorrow.rep


def test_a_preview_tells_who_it_would_be_and_changes_nothing(
    tenant: Tenant, sales: Team, lead_for: Callable[..., Lead]
) -> None:
    lead, before = lead_for("Dana"), list(Rep.objects.values())

    seen = choose.preview(lead, tenant=tenant, wanted=Wanted(team=sales.pk), now=NOON)
    got = choose.rep(lead, tenant=tenant, wanted=Wanted(team=sales.pk), now=NOON)

    assert name(seen) == name(got) == ("Ada", By.TURN)
    assert list(Rep.objects.exclude(pk=seen.rep.pk if seen.rep else 0).values("taken")) == [{"taken": 0}]
    assert before != list(Rep.objects.values())


def test_what_a_rule_wants_is_read_from_its_actions() -> None:
    team = Actions.model_validate({"answered_by": "team", "team": 3, "rep": 4, "crm_owner": "ann"})

    assert Wanted.from_actions(team) == Wanted(team=3, crm_owner="ann")
    assert Wanted.from_actions(team, crm_owner="bob") == Wanted(team=3, crm_owner="bob")
    assert Wanted.from_actions(Actions()) == Wanted()
