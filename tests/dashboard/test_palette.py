"""The command palette: pages one may open, leads by name or number, views, and things to do."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.tenants.models import Tenant

from .conftest import NewLead, SignIn

pytestmark = pytest.mark.django_db


def found(browser: Client, text: str) -> list[tuple[str, str]]:
    offers = browser.post("/app/acme/find/", {"text": text}).context["offers"]
    return [(offer.kind, offer.label) for offer in offers]


@pytest.mark.parametrize("text", ["dana", "REED", "(214) 555-0123", "0123"])
def test_a_lead_is_found_by_name_and_by_any_form_of_the_number(owner: Client, new_lead: NewLead, text: str) -> None:
    lead = new_lead("Dana Reed")

    (offer,) = owner.post("/app/acme/find/", {"text": text}).context["offers"]

    assert (offer.kind, offer.label, offer.url) == ("Lead", "Dana Reed", f"/app/acme/leads/{lead.pk}/")


def test_many_leads_take_no_more_queries(
    owner: Client, new_lead: NewLead, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for nth in range(12):
        new_lead(f"Dana Reed{nth}")

    with django_assert_max_num_queries(13):
        assert len(found(owner, "dana")) > 1


def test_a_page_is_found_by_the_beginning_of_any_of_its_words(owner: Client) -> None:
    assert ("Page", "Can we call?") in found(owner, "call")
    assert ("Page", "Audit log") in found(owner, "aud lo")
    assert found(owner, "udit") == []


def test_without_a_letter_it_offers_every_page_and_no_lead(owner: Client, new_lead: NewLead) -> None:
    new_lead()

    kinds = {kind for kind, _ in found(owner, "")}

    assert kinds == {"Page", "Do"}


def test_nobody_is_offered_a_page_that_is_not_for_them(signed_in: SignIn, acme: Tenant) -> None:
    rep = signed_in(acme, "rep")

    assert ("Page", "Audit log") not in found(rep, "")
    assert ("Do", "Change routing rules") not in found(rep, "")


def test_a_kept_view_is_found(owner: Client) -> None:
    owner.post("/app/acme/leads/views/", {"query": "?state=booked", "name": "Booked ones"})

    (offer,) = owner.post("/app/acme/find/", {"text": "booked"}).context["offers"]

    assert (offer.kind, offer.url) == ("View", "/app/acme/leads/?state=booked")


def test_what_is_typed_stands_in_no_address(owner: Client) -> None:
    assert owner.get("/app/acme/find/?text=dana").status_code == 405
