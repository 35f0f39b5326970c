"""Reports: sums that agree with the lists behind them, files with exactly the rows of the page."""

import csv
import io
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.calls.models import Dial
from apps.core import clock
from apps.dashboard import csv_file
from apps.dashboard.queries.figures import NOTHING
from apps.dashboard.queries.reports import sums
from apps.dashboard.queries.reports.report import dollars
from apps.leads.models import Lead, Source
from apps.routing.models import Assignment, Rep, Team
from apps.tenants import access
from apps.tenants.models import Tenant
from tests import conversed

from .conftest import NewLead, SignIn, Story, rung_after

pytestmark = pytest.mark.django_db


def booked() -> Story:
    return [*rung_after(3_000), ("lead.qualified", 70_000, {}), ("lead.booked", 80_000, {})]


def report(browser: Client, query: str = "") -> Any:
    return browser.get(f"/app/acme/reports/{query}").context["report"]


def table(browser: Client, key: str) -> dict[str, list[str]]:
    found = next(each for each in report(browser).tables if each.key == key)
    return {row.name: [cell.text for cell in row.cells] for row in found.rows}


def cost(lead: Lead, *, micros: int, state: str = "settled", step_id: int = 1) -> None:
    with access.as_tenant(lead.tenant_id):
        Dial.objects.create(
            tenant_id=lead.tenant_id,
            step_id=step_id,
            lead=lead,
            source_id=lead.source_id,
            phone=lead.phone,
            prefix="",
            is_new=True,
            state=state,
            estimate_micros=micros * 2,
            settled_micros=micros if state == "settled" else None,
            reserved_at=lead.received_at,
        )


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("manager", 200), ("client", 200), ("rep", 403)])
def test_reps_have_no_reports(signed_in: SignIn, acme: Tenant, role: str, status: int) -> None:
    browser = signed_in(acme, role)

    assert browser.get("/app/acme/reports/").status_code == status
    assert browser.get("/app/acme/reports/days.csv").status_code == status


@pytest.mark.parametrize("path", ["reports/", "reports/days.csv"])
def test_a_stranger_finds_nothing(signed_in: SignIn, acme: Tenant, rival: Tenant, path: str) -> None:
    assert signed_in(rival, "owner").get(f"/app/acme/{path}").status_code == 404


def test_a_period_without_leads_says_so(owner: Client, acme: Tenant) -> None:
    page = owner.get("/app/acme/reports/").content.decode()

    assert "No phone rang in this period." in page
    assert "No lead came in this period." in page


def test_sums_are_by_day_and_source(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    with access.as_tenant(acme.pk):
        meta = Source.objects.create(tenant=acme, slug="meta", name="Meta")
    now = clock.now()
    new_lead(story=booked(), received_at=now)
    new_lead(story=rung_after(61_000, answered_by="fax"), received_at=now)
    new_lead(received_at=now - timedelta(days=3), source=meta)
    new_lead(story=booked(), received_at=now, is_test=True)

    sources = table(owner, "sources")

    assert sources["Website form"][:8] == ["2", "2", "32.0 s", "58.1 s", "50 %", "50 %", "1", "1"]
    assert sources["Meta"][:8] == ["1", "0", NOTHING, NOTHING, NOTHING, NOTHING, "0", "0"]
    assert [cells[0] for cells in table(owner, "days").values()] == ["1", "2"]


def test_each_number_leads_to_as_many_leads(owner: Client, new_lead: NewLead) -> None:
    now = clock.now()
    for days in (0, 1, 8):
        new_lead(story=booked(), received_at=now - timedelta(days=days))
        new_lead(received_at=now - timedelta(days=days))

    for each in report(owner, "?period=7d").tables[:2]:
        for row in each.rows:
            for cell, index in ((row.cells[place], place) for place in (0, 1, 6, 7)):
                found = owner.get(f"/app/acme/leads/{cell.leads}").context["leads"].found
                assert found.split()[0] == cell.text, (each.key, row.name, index)


def test_reps_are_told_apart_by_whom_the_lead_was_given_to_last(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    lead = new_lead(story=booked(), received_at=clock.now())
    with access.as_tenant(acme.pk):
        team = Team.objects.create(tenant=acme, name="Sales")
        for name in ("Ann", "Bo"):
            rep = Rep.objects.create(tenant=acme, team=team, name=name, phone="+12145550100")
            Assignment.objects.create(tenant=acme, lead=lead, rep=rep, by="turn", chosen_at=lead.received_at)

    assert table(owner, "reps") == {"Bo": ["1", "1", "3.00 s", "3.00 s", "100 %", "100 %", "1", "1", "$0.00"]}


def test_cost_is_what_was_settled_or_else_reserved(owner: Client, new_lead: NewLead) -> None:
    lead = new_lead(story=booked(), received_at=clock.now())
    new_lead(received_at=clock.now())
    cost(lead, micros=300_000)
    cost(lead, micros=100_000, state="reserved", step_id=2)
    cost(lead, micros=900_000, state="blocked", step_id=3)

    figures = {figure.title: figure.value for figure in report(owner).figures}

    assert (figures["Cost a lead"], figures["Cost a booking"]) == ("$0.250", "$0.500")


def test_the_agents_minutes_count_and_a_call_of_the_ledger_counts_once(owner: Client, new_lead: NewLead) -> None:
    lead = new_lead(story=booked(), received_at=clock.now())
    call = conversed.call(lead, at=clock.now())
    cost(lead, micros=300_000)
    conversed.cost(call, 300_000, is_in_ledger=True)
    conversed.cost(call, 50_000, service="hearing", basis="own")

    assert table(owner, "costs") == {
        "Website form": ["1", "1", "$0.350", "$0.350", "$0.350", "$0.350", "$0.350"],
    }


def test_costs_are_held_against_calls_leads_and_what_came_of_them_by_source(
    owner: Client, acme: Tenant, new_lead: NewLead
) -> None:
    at = clock.now()
    lead = new_lead(story=booked(), received_at=at)
    first = conversed.call(lead, at=at)
    conversed.call(lead, at=at - timedelta(minutes=20), connection=first.connection)
    cost(lead, micros=1_200_000)
    with access.as_tenant(acme.pk):
        other = Source.objects.create(tenant=acme, slug="other", name="Other form")
    new_lead(received_at=at, source=other)

    assert table(owner, "costs") == {
        "Website form": ["1", "2", "$1.20", "$0.600", "$1.20", "$1.20", "$1.20"],
        "Other form": ["1", "0", "$0.00", NOTHING, "$0.00", NOTHING, NOTHING],
        "All": ["2", "2", "$1.20", "$0.600", "$0.600", "$1.20", "$1.20"],
    }
    figures = {figure.title: figure.value for figure in report(owner).figures}
    assert (figures["Cost a call"], figures["Cost a qualified lead"]) == ("$0.600", "$1.20")


def test_costs_are_a_file_too(owner: Client, new_lead: NewLead) -> None:
    cost(new_lead(story=booked(), received_at=clock.now()), micros=300_000)

    rows = list(csv.reader(io.StringIO(owner.get("/app/acme/reports/costs.csv").content.decode("utf-8-sig"))))

    assert rows[0] == ["Source", "Leads", "Calls", "Spent", "A call", "A lead", "A qualified lead", "An appointment"]
    assert rows[1][:4] == ["Website form", "1", "0", "$0.300"]


def test_another_currency_is_in_no_sum_and_is_said(owner: Client, new_lead: NewLead) -> None:
    lead = new_lead(received_at=clock.now())
    conversed.cost(conversed.call(lead, at=clock.now()), 600_000, state="reported", currency="EUR")

    page = owner.get("/app/acme/reports/").content.decode()

    assert "Charged in other currencies, and in none of these sums: EUR 0.6000." in page
    assert table(owner, "costs")["Website form"][2] == "$0.00"


@pytest.mark.parametrize(
    ("micros", "count", "said"),
    [(0, 3, "$0.00"), (1_234_500_000, 1, "$1,234.50"), (5, 0, NOTHING), (12_000, 1, "$0.012")],
)
def test_money_is_said_as_people_read_it(micros: int, count: int, said: str) -> None:
    assert dollars(micros, count) == said


def test_the_hours_of_the_week_are_the_companys(owner: Client, new_lead: NewLead) -> None:
    now = clock.now()
    new_lead(story=rung_after(2_000), received_at=now)

    page = owner.get("/app/acme/reports/").content.decode()

    local = now.astimezone(ZoneInfo("America/Chicago"))
    assert f'title="{local:%a} {local.hour:02d}:00: 1 of 1 picked up">100<' in page


def test_the_curve_has_a_point_for_each_day_that_rang(owner: Client, new_lead: NewLead) -> None:
    for days in range(3):
        new_lead(story=rung_after(2_000), received_at=clock.now() - timedelta(days=days))

    assert len(owner.get("/app/acme/reports/").context["curve"].points) == 3


@pytest.mark.parametrize("key", ["days", "sources", "hours", "reps", "scripts"])
def test_a_file_has_exactly_the_rows_of_the_page(owner: Client, new_lead: NewLead, key: str) -> None:
    for days in range(3):
        new_lead(story=rung_after(2_000), received_at=clock.now() - timedelta(days=days))

    answer = owner.get(f"/app/acme/reports/{key}.csv?period=7d")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    if key in ("days", "sources"):
        shown = next(each for each in report(owner, "?period=7d").tables if each.key == key)
        assert rows[1:] == [[row.name, *(cell.text for cell in row.cells)] for row in shown.rows]


def test_a_file_that_is_not_there_is_not_found(owner: Client, acme: Tenant) -> None:
    assert owner.get("/app/acme/reports/secrets.csv").status_code == 404


def test_no_cell_is_taken_for_a_formula() -> None:
    assert "'=cmd" in csv_file.text(["Source"], [["=cmd|' /C calc'!A0"]])


def test_reports_take_as_many_queries_for_many_leads_as_for_one(
    owner: Client, new_lead: NewLead, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        new_lead(story=booked(), received_at=clock.now() - timedelta(days=number))

    with django_assert_max_num_queries(17):
        owner.get("/app/acme/reports/")


def test_what_takes_long_to_sum_up_is_promised_at_once_and_read_right_after(
    owner: Client, new_lead: NewLead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sums, "_FEW", 1)
    for _ in range(2):
        new_lead(story=booked(), received_at=clock.now())

    promised = owner.get("/app/acme/reports/")

    assert "report" not in promised.context
    assert "Adding up last 30 days" in promised.content.decode()
    assert owner.get("/app/acme/reports/live/").context["report"].days[-1].received == 2
    assert "report" in owner.get("/app/acme/reports/").context


def test_who_asks_for_it_now_waits_for_it(owner: Client, new_lead: NewLead, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sums, "_FEW", 0)
    new_lead(story=booked(), received_at=clock.now())

    assert owner.get("/app/acme/reports/?now=1").context["report"].days[-1].received == 1
