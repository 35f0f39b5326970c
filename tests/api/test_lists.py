"""Lists: what a row says, how pages follow each other, which rows a filter finds."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from apps.api import paging, queries
from apps.leads.models import Lead
from apps.outreach.models import Step
from apps.tenants import access

from .conftest import NOON, Company

LISTS = ("leads", "calls", "messages", "appointments", "dnc", "sources", "deliveries", "steps")


def results(company: Company, path: str) -> Any:
    answer = company.api.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def add_leads(company: Company, count: int, **columns: Any) -> None:
    rows = [
        Lead(tenant=company.tenant, source=company.source, first_name=str(nth), **{"email": "x@x.io", **columns})
        for nth in range(count)
    ]
    with access.as_tenant(company.tenant.pk):
        Lead.objects.bulk_create(rows)


def walk(company: Company, path: str | None) -> Iterator[dict[str, Any]]:
    """Every row, page by page."""
    while path:
        answer = company.api.get(path).json()
        yield from answer["results"]
        path = answer["next"]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_the_tenants_own_rows(acme: Company, rival: Company, name: str) -> None:
    assert len(results(acme, f"{name}/")) == 1


@pytest.mark.parametrize("name", LISTS)
def test_a_page_costs_the_same_queries_however_many_rows_it_has(
    acme: Company, name: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(18):
        results(acme, f"{name}/?limit=200")


def test_pages_neither_repeat_nor_miss_a_row_of_the_same_instant(acme: Company) -> None:
    add_leads(acme, 25, received_at=NOON)

    ids = [lead["id"] for lead in walk(acme, "/api/v1/leads/?limit=4")]

    assert len(ids) == len(set(ids)) == 26


def test_leads_come_newest_first(acme: Company) -> None:
    for hours in (3, 1, 2):
        add_leads(acme, 1, received_at=NOON + timedelta(hours=hours))

    moments = [lead["received_at"] for lead in walk(acme, "/api/v1/leads/?limit=1")]

    assert moments == sorted(moments, reverse=True)
    assert len(moments) == 4


def test_the_next_page_keeps_the_filters(acme: Company) -> None:
    add_leads(acme, 4, received_at=NOON, state="lost")

    assert {lead["state"] for lead in walk(acme, "/api/v1/leads/?state=lost&limit=2")} == {"lost"}


def test_a_deep_page_is_found_by_the_index(acme: Company) -> None:
    rows = queries.leads(acme.tenant, {}).filter(paging._after(["received_at", "id"], [NOON, acme.lead.pk]))
    with access.as_tenant(acme.tenant.pk):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        plan = rows[:50].explain()

    assert "lead_newest" in plan
    assert "received_at <=" in plan[plan.index("lead_newest") :].split("Filter")[0]


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("state=new", 1),
        ("state=lost", 0),
        ("source=acme-form", 1),
        ("source=other", 0),
        ("phone=%2B12145550101", 1),
        ("phone=+12145550101", 1),
        ("phone=(214) 555-0101", 1),
        ("phone=214-555-0102", 0),
        ("email=ACME@example.com", 1),
        ("email=nobody@example.com", 0),
        ("received_after=2026-11-20T12:00:00Z", 1),
        ("received_after=2026-11-20T12:00:01Z", 0),
        ("received_before=2026-11-20T12:00:00Z", 0),
        ("received_before=2026-11-20T07:00:01-05:00", 1),
        ("received_after=2026-11-20&state=new", 1),
        ("unheard_of=1", 1),
    ],
)
def test_leads_are_found_by(acme: Company, query: str, finds: int) -> None:
    assert len(results(acme, f"leads/?{query}")) == finds


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("", 1),
        ("state=held", 1),
        ("state=booked", 0),
        ("starts_after=2026-11-20T12:00:00Z", 1),
        ("starts_after=2026-11-20T12:00:01Z", 0),
        ("starts_before=2026-11-20T12:00:01Z&state=held", 1),
    ],
)
def test_appointments_are_found_by(acme: Company, query: str, finds: int) -> None:
    assert len(results(acme, f"appointments/?{query}")) == finds


@pytest.mark.parametrize(("query", "finds"), [("", 2), ("?state=done", 1), ("?state=held", 1), ("?kind=crm", 1)])
def test_steps_that_are_done_are_shown_to_who_asks_for_them(acme: Company, query: str, finds: int) -> None:
    with access.as_tenant(acme.tenant.pk):
        for state in ("done", "held", "cancelled", "skipped"):
            Step.objects.create(tenant=acme.tenant, kind="crm", queue="default", state=state, key=state, due_at=NOON)

    assert len(results(acme, f"steps/{query}")) == finds


def test_a_dead_step_says_why(acme: Company) -> None:
    (step,) = results(acme, "steps/")

    assert (step["state"], step["reason"], step["code"]) == ("dead", "ACME", "ACME")


def test_a_lead_tells_which_records_it_is_elsewhere(acme: Company) -> None:
    lead = acme.api.get(f"/api/v1/leads/{acme.lead.pk}/").json()

    assert lead["source"] == "acme-form"
    assert lead["known_as"] == [
        {"vendor": "twilio", "kind": "ACME", "record_id": "ACME", "url": "https://ACME.example"}
    ]


def test_a_timeline_tells_when_each_thing_happened(acme: Company) -> None:
    first, second = results(acme, f"leads/{acme.lead.pk}/timeline/")

    assert (first["kind"], first["ms_since_received"], first["facts"]) == ("lead.received", 0, {"source": "ACME"})
    assert (second["kind"], second["ms_since_received"]) == ("lead.committed", 4.25)
    assert second["occurred_at"] < second["recorded_at"]


def test_a_delivery_is_listed_without_its_bytes(acme: Company) -> None:
    (delivery,) = results(acme, "deliveries/")

    assert not {"body", "headers", "query"} & delivery.keys()
