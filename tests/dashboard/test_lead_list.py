"""The lead list: who sees it, what it shows, how it is searched and turned over."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.dashboard.queries import listing
from apps.leads.models import Lead, Source
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant

from .conftest import RECEIVED, NewLead, SignIn, rung_after

pytestmark = pytest.mark.django_db


def names(answer: Any) -> list[str]:
    return [row.name for row in answer.context["leads"].rows]


@pytest.mark.parametrize("role", ["owner", "manager", "client", "rep"])
def test_every_member_sees_the_list(signed_in: SignIn, acme: Tenant, new_lead: NewLead, role: str) -> None:
    new_lead()

    answer = signed_in(acme, role).get("/app/acme/leads/")

    assert "Dana Reed" in answer.content.decode()


@pytest.mark.parametrize("path", ["/app/acme/leads/", "/app/acme/leads/live/"])
def test_a_stranger_finds_nothing(signed_in: SignIn, rival: Tenant, new_lead: NewLead, path: str) -> None:
    new_lead()

    assert signed_in(rival, "owner").get(path).status_code == 404


def test_a_row_tells_what_came_of_the_lead(owner: Client, new_lead: NewLead) -> None:
    new_lead(story=rung_after(2_941))

    (row,) = owner.get("/app/acme/leads/").context["leads"].rows

    assert (row.ring.label, row.ring.verdict) == ("2.94 s", "good")
    assert row.call.label == "Answered"
    assert row.is_in_crm


def test_a_machine_that_answers_is_no_answer(owner: Client, new_lead: NewLead) -> None:
    new_lead(story=rung_after(7_000, answered_by="machine_start"))

    (row,) = owner.get("/app/acme/leads/").context["leads"].rows

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

    assert "no such field" in owner.get("/app/acme/leads/").content.decode()


@pytest.mark.parametrize(
    "typed", ["dana", "REED dana", "dana@ex", "(214) 555-0123", "+1 214 555 0123", "214.555.0123", "5550123", "0123"]
)
def test_a_lead_is_found_by_whatever_is_known_of_it(owner: Client, new_lead: NewLead, typed: str) -> None:
    new_lead(email="dana@example.com")
    new_lead("Omar Haddad", phone="+12145550188", email="omar@example.com")

    assert names(owner.get("/app/acme/leads/", {"q": typed})) == ["Dana Reed"]


@pytest.mark.parametrize("typed", ["müller", "MÜLLER", "üll", "νίκος", "ΝΊΚΟΣ", "νίκος üll"])
def test_a_name_is_found_in_any_script_and_case(owner: Client, new_lead: NewLead, typed: str) -> None:
    new_lead("Νίκος Müller")
    new_lead("Nikos Muller")

    assert names(owner.get("/app/acme/leads/", {"q": typed})) == ["Νίκος Müller"]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "d%d", "r__d", "reed dana@", "dana reedy"])
def test_only_what_is_typed_is_searched(owner: Client, new_lead: NewLead, typed: str) -> None:
    """No letter stands for others, and each word is found as a whole."""
    new_lead(email="reed@example.com")

    assert names(owner.get("/app/acme/leads/", {"q": typed})) == []


def test_letters_that_mean_something_to_a_database_are_found(owner: Client, new_lead: NewLead) -> None:
    new_lead(r"Ann 100%_\Roofs")

    assert names(owner.get("/app/acme/leads/", {"q": r"0%_\r"})) == [r"Ann 100%_\Roofs"]


def test_a_lead_is_found_by_its_new_name_at_once(owner: Client, new_lead: NewLead, acme: Tenant) -> None:
    lead = new_lead()
    with access.as_tenant(acme.pk):
        Lead.objects.filter(pk=lead.pk).update(last_name="Wells")

    assert names(owner.get("/app/acme/leads/?q=wells")) == ["Dana Wells"]
    assert names(owner.get("/app/acme/leads/?q=reed")) == []


def test_the_url_filters_by_state_and_source(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    with access.as_tenant(acme.pk):
        meta = Source.objects.create(tenant=acme, slug="meta", name="Meta")
    new_lead("Ann Booked", state="booked")
    new_lead("Bob Booked", state="booked", source=meta)
    new_lead("Cid Lost", state="lost")

    assert names(owner.get("/app/acme/leads/?state=booked&source=website")) == ["Ann Booked"]
    assert names(owner.get("/app/acme/leads/?state=lost")) == ["Cid Lost"]
    assert names(owner.get("/app/acme/leads/?source=meta")) == ["Bob Booked"]


def test_pages_turn_without_gap_or_repeat_even_within_one_instant(
    owner: Client, new_lead: NewLead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 3)
    made = {new_lead(f"Lead {letter}").full_name for letter in "ABCDEFG"}

    seen, path = [], "?"
    while path:
        answer = owner.get(f"/app/acme/leads/{path}")
        seen += names(answer)
        path = answer.context["leads"].older

    assert len(seen) == len(made)
    assert set(seen) == made


def test_a_place_that_cannot_be_read_is_not_found(owner: Client) -> None:
    assert owner.get("/app/acme/leads/?before=yesterday").status_code == 404


def test_a_list_held_still_counts_what_is_newer(owner: Client, new_lead: NewLead) -> None:
    new_lead("First Come")
    held = owner.get("/app/acme/leads/").context["leads"].held
    new_lead("Second Come", received_at=RECEIVED + timedelta(seconds=1))

    answer = owner.get(f"/app/acme/leads/live/{held}")

    assert names(answer) == ["First Come"]
    assert "1 new" in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("is=answered", ["Ann Answered"]),
        ("is=rung", ["Vic Voicemail", "Ann Answered"]),
        ("is=in_target", ["Ann Answered"]),
        ("is=late", ["Vic Voicemail"]),
        ("is=not_called", ["Test Nobody", "Mia Mail"]),
        ("is=not_called&tests=no", ["Mia Mail"]),
        ("is=valid&tests=no", ["Vic Voicemail", "Ann Answered"]),
        ("is=nonsense&tests=no", ["Vic Voicemail", "Mia Mail", "Ann Answered"]),
        ("from=2026-11-20&to=2026-11-20", ["Test Nobody", "Mia Mail", "Ann Answered"]),
        ("from=2026-11-21", ["Vic Voicemail"]),
    ],
)
def test_the_url_narrows_by_how_far_they_got_and_when_they_came(
    owner: Client, new_lead: NewLead, query: str, expected: list[str]
) -> None:
    new_lead("Ann Answered", story=rung_after(2_000))
    new_lead("Mia Mail", phone="", email="mia@example.com", received_at=RECEIVED + timedelta(minutes=1))
    new_lead("Test Nobody", is_test=True, received_at=RECEIVED + timedelta(minutes=2))
    # In the company's own zone it is the 21st by then.
    late = RECEIVED + timedelta(hours=15, minutes=1)
    new_lead("Vic Voicemail", story=rung_after(61_000, answered_by="machine_start"), received_at=late)

    answer = owner.get(f"/app/acme/leads/?{query}")

    assert names(answer) == expected
    assert answer.context["leads"].found.startswith(f"{len(expected)} lead")


@pytest.mark.parametrize("query", ["from=yesterday", "to=2026-13-01", "before=x"])
def test_a_day_that_cannot_be_read_is_not_found(owner: Client, query: str) -> None:
    assert owner.get(f"/app/acme/leads/?{query}").status_code == 404


@pytest.mark.parametrize("query", ["from=0001-01-01", "to=9999-12-31", "from=9999-12-31&to=0001-01-01"])
def test_the_ends_of_the_calendar_are_days_too(owner: Client, query: str) -> None:
    assert owner.get(f"/app/acme/leads/?{query}").status_code == 200


@pytest.mark.parametrize(("role", "is_shown"), [("owner", True), ("manager", True), ("client", False), ("rep", False)])
def test_only_who_manages_sees_the_webhooks_token(
    signed_in: SignIn, acme: Tenant, source: Source, role: str, is_shown: bool
) -> None:
    page = signed_in(acme, role).get("/app/acme/leads/").content.decode()

    assert "Waiting for your first lead" in page
    assert (source.token in page) is is_shown


@pytest.mark.parametrize("query", ["", "q=lead", "is=called", "is=not_called", "is=late&q=lead&source=website"])
def test_a_page_takes_as_many_queries_for_many_leads_as_for_one(
    owner: Client, new_lead: NewLead, query: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        new_lead(f"Lead {number}", story=rung_after(2_000 + number))

    with django_assert_max_num_queries(24):
        owner.get(f"/app/acme/leads/?{query}")


def test_what_a_lead_wrote_is_never_markup(owner: Client, new_lead: NewLead) -> None:
    new_lead("<script>alert(1)</script> Reed")

    assert "<script>alert" not in owner.get("/app/acme/leads/").content.decode()


@pytest.mark.parametrize(("role", "is_shown"), [("owner", True), ("manager", True), ("client", False), ("rep", False)])
def test_the_back_office_is_a_click_away_for_those_who_may_enter(
    signed_in: SignIn, acme: Tenant, role: str, is_shown: bool
) -> None:
    page = signed_in(acme, role).get("/app/acme/leads/").content.decode()

    assert ('href="/manage/acme/">Back office</a>' in page) == is_shown
