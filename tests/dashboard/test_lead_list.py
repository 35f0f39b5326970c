"""The lead list: who sees it, what it shows, how it is searched and turned over."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.core import clock
from apps.dashboard.queries import listing
from apps.leads.models import Source
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant, User

from .conftest import RECEIVED, NewLead, SignIn, rung_after

pytestmark = pytest.mark.django_db


def names(answer: Any) -> list[str]:
    return [row.name for row in answer.context["leads"].rows]


@pytest.mark.parametrize("role", ["owner", "manager", "client", "rep"])
def test_every_member_sees_the_list(signed_in: SignIn, acme: Tenant, new_lead: NewLead, role: str) -> None:
    new_lead()

    answer = signed_in(acme, role).get("/app/acme/")

    assert "Dana Reed" in answer.content.decode()


@pytest.mark.parametrize("path", ["/app/acme/", "/app/acme/live/"])
def test_a_stranger_finds_nothing(signed_in: SignIn, rival: Tenant, new_lead: NewLead, path: str) -> None:
    new_lead()

    assert signed_in(rival, "owner").get(path).status_code == 404


def test_a_superuser_sees_every_company(client: Client, new_lead: NewLead) -> None:
    new_lead()
    client.force_login(User.objects.create_superuser("ops@leadhub.example"))

    assert names(client.get("/app/acme/")) == ["Dana Reed"]


def test_a_row_tells_what_came_of_the_lead(owner: Client, new_lead: NewLead) -> None:
    new_lead(story=rung_after(2_941))

    (row,) = owner.get("/app/acme/").context["leads"].rows

    assert (row.ring.label, row.ring.verdict) == ("2.94 s", "good")
    assert row.call.label == "Answered"
    assert row.is_in_crm


def test_a_machine_that_answers_is_no_answer(owner: Client, new_lead: NewLead) -> None:
    new_lead(story=rung_after(7_000, answered_by="machine_start"))

    (row,) = owner.get("/app/acme/").context["leads"].rows

    assert (row.call.label, row.ring.verdict) == ("Voicemail", "fair")


def test_a_dead_step_marks_its_row(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    lead = new_lead()
    with access.as_tenant(acme.pk):
        Step.objects.create(
            tenant=acme,
            lead=lead,
            kind="crm",
            queue="default",
            state="dead",
            key="k",
            due_at=RECEIVED,
            last_error="no such field",
        )

    assert "no such field" in owner.get("/app/acme/").content.decode()


@pytest.mark.parametrize(
    "typed", ["dana", "REED dana", "dana@ex", "(214) 555-0123", "+1 214 555 0123", "214.555.0123", "5550123", "0123"]
)
def test_a_lead_is_found_by_whatever_is_known_of_it(owner: Client, new_lead: NewLead, typed: str) -> None:
    new_lead(email="dana@example.com")
    new_lead("Omar Haddad", phone="+12145550188", email="omar@example.com")

    assert names(owner.get("/app/acme/", {"q": typed})) == ["Dana Reed"]


def test_the_url_filters_by_state_and_source(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    with access.as_tenant(acme.pk):
        meta = Source.objects.create(tenant=acme, slug="meta", name="Meta")
    new_lead("Ann Booked", state="booked")
    new_lead("Bob Booked", state="booked", source=meta)
    new_lead("Cid Lost", state="lost")

    assert names(owner.get("/app/acme/?state=booked&source=website")) == ["Ann Booked"]
    assert names(owner.get("/app/acme/?state=lost")) == ["Cid Lost"]
    assert names(owner.get("/app/acme/?source=meta")) == ["Bob Booked"]


def test_pages_turn_without_gap_or_repeat_even_within_one_instant(
    owner: Client, new_lead: NewLead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 3)
    made = {new_lead(f"Lead {letter}").full_name for letter in "ABCDEFG"}

    seen, path = [], "?"
    while path:
        answer = owner.get(f"/app/acme/{path}")
        seen += names(answer)
        path = answer.context["leads"].older

    assert len(seen) == len(made)
    assert set(seen) == made


def test_a_place_that_cannot_be_read_is_not_found(owner: Client) -> None:
    assert owner.get("/app/acme/?before=yesterday").status_code == 404


def test_a_list_held_still_counts_what_is_newer(owner: Client, new_lead: NewLead) -> None:
    new_lead("First Come")
    held = owner.get("/app/acme/").context["leads"].held
    new_lead("Second Come", received_at=RECEIVED + timedelta(seconds=1))

    answer = owner.get(f"/app/acme/live/{held}")

    assert names(answer) == ["First Come"]
    assert "1 new" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_figures_are_todays_and_carry_their_units(owner: Client, new_lead: NewLead) -> None:
    now = clock.now()
    for ring_ms in (2_000, 4_000, 6_000):
        new_lead(story=rung_after(ring_ms), received_at=now)
    new_lead(story=rung_after(900_000), received_at=now - timedelta(days=2))
    new_lead(story=rung_after(900_000), received_at=now, is_test=True)

    figures = {figure.title: figure for figure in owner.get("/app/acme/").context["figures"]}

    assert figures["Leads today"].value == "3"
    assert figures["Time to ring, median"].value == "4.00 s"
    assert figures["Time to ring, p95"].value == "5.80 s"
    assert (figures["Rung within 5 s"].value, figures["Rung within 5 s"].note) == ("67 %", "2 of 3 called")
    assert figures["Answered"].value == "100 %"


@pytest.mark.parametrize(
    ("answered_by", "share"),
    [("human", "100 %"), ("", "100 %"), (None, "100 %"), ("machine_start", "0 %"), ("fax", "0 %")],
)
def test_the_answer_rate_counts_people(owner: Client, new_lead: NewLead, answered_by: str, share: str) -> None:
    new_lead(story=rung_after(2_000, answered_by=answered_by), received_at=clock.now())

    figures = {figure.title: figure.value for figure in owner.get("/app/acme/").context["figures"]}

    assert figures["Answered"] == share


def test_a_day_without_calls_says_so(owner: Client, source: Source) -> None:
    assert "no calls yet today" in owner.get("/app/acme/").content.decode()


@pytest.mark.parametrize(("role", "is_shown"), [("owner", True), ("manager", True), ("client", False), ("rep", False)])
def test_only_who_manages_sees_the_webhooks_token(
    signed_in: SignIn, acme: Tenant, source: Source, role: str, is_shown: bool
) -> None:
    page = signed_in(acme, role).get("/app/acme/").content.decode()

    assert "Waiting for your first lead" in page
    assert (source.token in page) is is_shown


def test_a_page_takes_as_many_queries_for_many_leads_as_for_one(
    owner: Client, new_lead: NewLead, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        new_lead(f"Lead {number}", story=rung_after(2_000 + number))

    with django_assert_max_num_queries(24):
        owner.get("/app/acme/?q=lead")


def test_what_a_lead_wrote_is_never_markup(owner: Client, new_lead: NewLead) -> None:
    new_lead("<script>alert(1)</script> Reed")

    assert "<script>alert" not in owner.get("/app/acme/").content.decode()


@pytest.mark.parametrize(("role", "is_shown"), [("owner", True), ("manager", True), ("client", False), ("rep", False)])
def test_the_back_office_is_a_click_away_for_those_who_may_enter(
    signed_in: SignIn, acme: Tenant, role: str, is_shown: bool
) -> None:
    page = signed_in(acme, role).get("/app/acme/").content.decode()

    assert ('href="/manage/acme/">Back office</a>' in page) == is_shown
