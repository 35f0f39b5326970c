"""The overview: what it counts, for whom, and that each number leads to just the leads that it counts."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.calls.models import Call
from apps.core import clock
from apps.integrations.models import Connection
from apps.leads.models import Source
from apps.tenants import access
from apps.tenants.models import Tenant

from .conftest import NewLead, SignIn, Story, rung_after

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/app/acme/leads/\?[^"]*)"')

# "2 of 3 called", "target 5 s · 4 rang"
COUNT = re.compile(r"(?:.* · )?(\d+) (?:rang$|of \d+ (?:called|answered)$)")


def booked() -> Story:
    return [*rung_after(3_000), ("lead.qualified", 70_000, {}), ("lead.booked", 80_000, {})]


def told(answer: Any) -> dict[str, Any]:
    shown = answer.context["overview"]
    return {figure.title: figure for figure in (*shown.speed, *shown.outcomes, shown.on_call)}


def stages(answer: Any) -> dict[str, str]:
    return {stage.label: stage.count for stage in answer.context["overview"].funnel}


@pytest.mark.parametrize("role", ["owner", "manager", "client", "rep"])
def test_every_member_sees_the_overview(signed_in: SignIn, acme: Tenant, source: Source, role: str) -> None:
    answer = signed_in(acme, role).get("/app/acme/")

    assert "Waiting for your first lead" in answer.content.decode()


@pytest.mark.parametrize("path", ["/app/acme/", "/app/acme/live/"])
def test_a_stranger_finds_nothing(signed_in: SignIn, rival: Tenant, new_lead: NewLead, path: str) -> None:
    new_lead()

    assert signed_in(rival, "owner").get(path).status_code == 404


def test_figures_are_todays_and_carry_their_units(owner: Client, new_lead: NewLead) -> None:
    now = clock.now()
    for ring_ms in (2_000, 4_000, 6_000):
        new_lead(story=rung_after(ring_ms), received_at=now)
    new_lead(story=rung_after(900_000), received_at=now - timedelta(days=2))
    new_lead(story=rung_after(900_000), received_at=now, is_test=True)

    figures = told(owner.get("/app/acme/"))

    assert figures["Time to ring, median"].value == "4.00 s"
    assert figures["Time to ring, p95"].value == "5.80 s"
    assert (figures["Rang within 5 s"].value, figures["Rang within 5 s"].note) == ("67 %", "2 of 3 called")
    assert figures["Picked up"].value == "100 %"


@pytest.mark.parametrize(
    ("answered_by", "share"),
    [("human", "100 %"), ("", "100 %"), (None, "100 %"), ("machine_start", "0 %"), ("fax", "0 %")],
)
def test_the_answer_rate_counts_people(owner: Client, new_lead: NewLead, answered_by: str, share: str) -> None:
    new_lead(story=rung_after(2_000, answered_by=answered_by), received_at=clock.now())

    assert told(owner.get("/app/acme/"))["Picked up"].value == share


def test_the_funnel_narrows_to_the_booked(owner: Client, new_lead: NewLead) -> None:
    now = clock.now()
    new_lead("Bo Booked", story=booked(), received_at=now)
    new_lead("Ann Answered", story=rung_after(2_000), received_at=now)
    new_lead("Mia Mail", phone="", email="mia@example.com", received_at=now)

    answer = owner.get("/app/acme/")

    assert stages(answer) == {
        "Received": "3",
        "Valid": "2",
        "Called": "2",
        "Answered": "2",
        "Qualified": "1",
        "Booked": "1",
    }
    assert told(answer)["Booked"].value == "50 %"


def test_each_way_has_its_own_median(owner: Client, new_lead: NewLead) -> None:
    new_lead(story=rung_after(2_071), received_at=clock.now())

    parts = owner.get("/app/acme/").context["overview"].parts

    assert {part.owner: part.value for part in parts} == {
        "ours": "71 ms",
        "carrier": "2.00 s",
        "lead": "4.00 s",
        "crm": "400 ms",
    }


@pytest.mark.parametrize("period", ["today", "yesterday", "7d", "30d"])
def test_every_number_leads_to_as_many_leads(owner: Client, acme: Tenant, new_lead: NewLead, period: str) -> None:
    now = clock.now()
    lead = new_lead("Bo Booked", story=booked(), received_at=now)
    for days in (0, 1, 5, 20):
        received_at = now - timedelta(days=days)
        new_lead("Vic Voicemail", story=rung_after(61_000, answered_by="fax"), received_at=received_at)
        new_lead("Mia Mail", phone="", email="mia@example.com", received_at=received_at)
        new_lead("Test Lead", story=booked(), is_test=True, received_at=received_at)
    on_call(acme, lead)

    answer = owner.get(f"/app/acme/?period={period}")

    counted = [(stage.leads, stage.count) for stage in answer.context["overview"].funnel]
    figures = told(answer)
    counted += [(each.leads, found[1]) for each in figures.values() if (found := COUNT.match(each.note))]
    counted += [(figures["On a call now"].leads, figures["On a call now"].value)]
    for query, count in counted:
        found = owner.get(f"/app/acme/leads/{query}").context["leads"].found
        assert found.split()[0] == count, query
    assert len(LINK.findall(answer.content.decode())) >= len(counted)


def on_call(tenant: Tenant, lead: Any) -> None:
    with access.as_tenant(tenant.pk):
        carrier = Connection.objects.create(tenant=tenant, family="telephony", vendor="twilio", name="Main line")
        Call.objects.create(
            tenant=tenant,
            lead=lead,
            step_id=1,
            connection=carrier,
            phone=lead.phone,
            caller_id="+12145550100",
            reserved_for=(lead.received_at, lead.received_at + timedelta(minutes=10)),
            state=Call.State.RINGING,
        )


def test_a_day_without_calls_says_so(owner: Client, new_lead: NewLead) -> None:
    new_lead(received_at=clock.now())

    assert "no calls yet" in owner.get("/app/acme/").content.decode()


def test_the_overview_takes_as_many_queries_for_many_leads_as_for_one(
    owner: Client, new_lead: NewLead, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        new_lead(story=rung_after(2_000 + number), received_at=clock.now())

    with django_assert_max_num_queries(18):
        owner.get("/app/acme/")


def test_what_is_read_again_is_the_page_without_its_frame(owner: Client, new_lead: NewLead) -> None:
    new_lead(received_at=clock.now())

    part = owner.get("/app/acme/live/?period=7d").content.decode()

    assert "<html" not in part
    assert 'period=7d" data-every="60000"' in part


def test_the_menu_says_where_one_is(owner: Client, new_lead: NewLead) -> None:
    lead = new_lead()

    page = owner.get(f"/app/acme/leads/{lead.pk}/").content.decode()

    assert '<a href="/app/acme/leads/" aria-current="page">' in page


def test_a_days_figures_are_read_anew_and_a_weeks_are_kept_for_a_while(owner: Client, new_lead: NewLead) -> None:
    """A week may have a hundred thousand leads, and an open page asks again and again."""
    new_lead(received_at=clock.now())
    assert [stages(owner.get(f"/app/acme/{query}"))["Received"] for query in ("", "?period=7d")] == ["1", "1"]

    new_lead(received_at=clock.now())

    assert [stages(owner.get(f"/app/acme/{query}"))["Received"] for query in ("", "?period=7d")] == ["2", "1"]
