"""Usage against the plan: the month, its days, what takes a place, and what waits for room."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.core import clock
from apps.dashboard.queries import usage_page
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant, Usage
from tests import sold

from .conftest import NewLead

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)


def used(tenant: Tenant, day: date, leads: int, calls: int = 0, minutes: int = 0) -> None:
    with access.as_tenant(tenant.pk):
        Usage.objects.create(
            tenant=tenant, day=day, leads=leads, calls=calls, agent_minutes=minutes, counted_at=clock.now()
        )


def page(tenant: Tenant, asked: str = "", now: datetime = NOW) -> usage_page.UsagePage:
    with access.as_tenant(tenant.pk):
        return usage_page.of(tenant, asked=asked, now=now)


def meters(shown: usage_page.UsagePage) -> dict[str, tuple[str, str, str, str]]:
    return {each.title: (each.used, each.most, each.tone, each.beyond) for each in shown.meters}


def test_the_month_is_held_against_the_plan(acme: Tenant) -> None:
    sold.plan(acme, leads=1_000, calls=10, own={"agent_minutes": 100})
    used(acme, date(2026, 11, 1), 500, calls=4, minutes=20)
    used(acme, date(2026, 11, 20), 340, calls=8, minutes=20)
    used(acme, date(2026, 10, 31), 999)

    assert meters(page(acme)) == {
        "Leads": ("840", "of 1,000", "fair", ""),
        "Calls": ("12", "of 10", "slow", "2 over: counted as overage"),
        "Agent's minutes": ("40", "of 100", "good", ""),
    }


def test_what_a_plan_holds_is_said_to_be_held(acme: Tenant) -> None:
    sold.plan(acme, leads=10, overage="hold")
    used(acme, date(2026, 11, 3), 12)

    assert meters(page(acme))["Leads"] == ("12", "of 10", "slow", "2 over: held")


def test_without_a_plan_everything_is_counted_and_nothing_limited(owner: Client, acme: Tenant) -> None:
    used(acme, clock.now().astimezone(acme.zone).date(), 7)

    answer = owner.get("/app/acme/usage/")

    assert meters(answer.context["usage"])["Leads"] == ("7", "no limit", "plain", "")
    assert "Nothing is limited." in answer.content.decode()


def test_a_past_month_is_held_against_the_plan_of_its_end(acme: Tenant) -> None:
    sold.plan(acme, leads=100, at=datetime(2026, 10, 3, tzinfo=UTC))
    sold.plan(acme, leads=500, at=datetime(2026, 11, 2, tzinfo=UTC))
    used(acme, date(2026, 10, 5), 90)

    october, september = page(acme, "2026-10"), page(acme, "2026-09")

    assert (october.label, meters(october)["Leads"][:2]) == ("October 2026", ("90", "of 100"))
    assert (september.allowed.plan, meters(september)["Leads"][:2]) == ("", ("0", "no limit"))


@pytest.mark.parametrize("asked", ["", "2020-01", "soon", "2026-13", "2026-12"])
def test_a_month_that_is_not_offered_is_this_one(acme: Tenant, asked: str) -> None:
    assert page(acme, asked).name == "2026-11"


def test_months_reach_back_over_the_turn_of_the_year(acme: Tenant) -> None:
    offered = page(acme, now=datetime(2027, 2, 3, tzinfo=UTC)).months

    assert [each.name for each in offered] == ["2027-02", "2027-01", "2026-12", "2026-11", "2026-10", "2026-09"]


def test_places_count_what_is_there_now(acme: Tenant, owner: Client, new_lead: NewLead) -> None:
    sold.plan(acme, seats=5, sources=1)
    new_lead()

    places = [(each.used, each.most, each.beyond) for each in page(acme).places]

    assert places == [("1", "of 5", ""), ("1", "of 1", "no place left: LeadHub can raise it"), ("0", "no limit", "")]


def test_leads_that_wait_for_room_are_counted_once_each(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    for name in ("Dana Reed", "Robin Cole"):
        lead = new_lead(name)
        with access.as_tenant(acme.pk):
            for kind in ("call", "sms"):
                traits: dict[str, Any] = {"queue": "urgent", "due_at": clock.now(), "state": "held"}
                Step.objects.create(
                    tenant=acme, lead=lead, kind=kind, key=f"{kind}:{lead.pk}", error_code="plan_leads", **traits
                )

    assert "2 leads wait for room in your plan" in owner.get("/app/acme/usage/").content.decode()


def test_the_file_has_exactly_the_rows_of_the_page(owner: Client, acme: Tenant) -> None:
    today = clock.now().astimezone(acme.zone).date()
    used(acme, today, 7, calls=5, minutes=3)
    used(acme, today.replace(day=1) - timedelta(days=1), 99)

    answer = owner.get("/app/acme/usage/days.csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [["Day", "Leads", "Calls", "Agent's minutes"], [today.isoformat(), "7", "5", "3"]]
    assert answer["Content-Disposition"] == f'attachment; filename="acme-usage-{today:%Y-%m}.csv"'


def test_an_empty_month_says_so(owner: Client, acme: Tenant) -> None:
    assert "Nothing was used in this month." in owner.get("/app/acme/usage/").content.decode()


def test_another_companys_usage_is_not_there(owner: Client, acme: Tenant, rival: Tenant) -> None:
    used(rival, date(2026, 11, 3), 4_321)
    sold.plan(rival, leads=9)

    assert page(acme).total.leads == 0
    assert page(acme).allowed.plan == ""
    assert owner.get("/app/rival/usage/").status_code == 404


def test_the_page_costs_few_queries(
    owner: Client, acme: Tenant, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sold.plan(acme, leads=9)

    with django_assert_max_num_queries(20):
        owner.get("/app/acme/usage/")
