"""Whose a number is, by name and no more; and the way to hear no more, which tells nobody who was called."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from apps.calls.models import PoolNumber
from apps.compliance.models import DncEntry
from apps.intake import visitors
from apps.leads.models import Lead
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.outreach.conftest import PHONE, Office, office, peer

__all__ = ["office", "peer"]
PAGE, SHOWN, STRANGER = "/who-called/", "+13055550190", "+12145550199"


@pytest.fixture(autouse=True)
def _nobody_has_asked() -> Iterator[None]:
    visitors.forget()
    yield
    visitors.forget()


@pytest.fixture
def lead(office: Office) -> Lead:
    """Somebody whom the tenant's number has called."""
    with access.as_tenant(office.tenant.pk):
        carrier = office.connect("telephony")
        PoolNumber.objects.create(tenant=office.tenant, connection=carrier, phone=SHOWN)
    return office.lead()


def ask(number: str, **more: str) -> tuple[int, str]:
    answer = Client().post(PAGE, {"number": number} | more)
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return answer.status_code, text


def listed(office: Office) -> list[tuple[str, str]]:
    with access.as_tenant(office.tenant.pk):
        return list(DncEntry.objects.values_list("phone", "reason"))


@pytest.mark.parametrize("typed", [SHOWN, "(305) 555-0190", "1 305 555 0190"])
def test_a_number_of_ours_says_the_business_and_nothing_of_whom_it_called(lead: Lead, typed: str) -> None:
    status, said = ask(typed)

    assert (status, "Acme Solar" in said) == (200, True)
    assert not {"Dana", "Reyes", lead.phone} & set(said.split())


@pytest.mark.parametrize("state", ["active", "resting", "quarantined", "released"])
def test_a_number_says_whose_it_is_until_it_is_given_back(office: Office, lead: Lead, state: str) -> None:
    with access.as_tenant(office.tenant.pk):
        PoolNumber.objects.update(state=state)

    assert ("Acme Solar" in ask(SHOWN)[1]) is (state != "released")


def test_a_leads_own_number_is_nobodys_here(lead: Lead) -> None:
    assert "Nobody here calls by that number" in ask(lead.phone)[1]


def test_who_wants_no_more_is_listed_and_what_was_planned_is_taken_back(office: Office, lead: Lead) -> None:
    planned = office.promise("call", lead)

    status, said = ask(SHOWN, person="(214) 555-0123")

    assert (status, "will neither call nor text" in said) == (200, True)
    assert listed(office) == [(PHONE, "they asked on the page “Who called me?”")]
    assert (office.now(planned).state, office.now(lead).state) == ("cancelled", "blocked")


def test_whoever_was_never_called_is_answered_word_for_word_alike(office: Office, lead: Lead) -> None:
    assert ask(SHOWN, person=PHONE) == ask(SHOWN, person=STRANGER)

    assert {phone for phone, _ in listed(office)} == {PHONE, STRANGER}


def test_only_the_business_that_owns_the_number_is_told(office: Office, lead: Lead) -> None:
    rival = Tenant.objects.create(slug="rival", name="Rival Solar", is_demo=True)

    ask(SHOWN, person=PHONE)

    with access.as_tenant(rival.pk):
        assert not DncEntry.objects.exists()


@pytest.mark.parametrize("fields", [{"number": "12"}, {"number": SHOWN, "person": "12"}, {"number": ""}])
def test_what_is_no_number_is_said_to_be_none(office: Office, lead: Lead, fields: dict[str, str]) -> None:
    answer = Client().post(PAGE, fields)

    assert answer.status_code == 400
    assert b'role="alert"' in answer.content
    assert listed(office) == []


def test_a_list_of_numbers_is_not_let_in(lead: Lead) -> None:
    answers = [ask(f"+1305555{nth:04}")[0] for nth in range(100, 100 + visitors.BURST + 3)]

    assert answers == [200] * visitors.BURST + [429] * 3


def test_another_visitor_is_let_in_meanwhile(lead: Lead) -> None:
    for _ in range(visitors.BURST + 1):
        ask(SHOWN)

    assert Client().post(PAGE, {"number": SHOWN}, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_who_waits_may_ask_again() -> None:
    asked = [visitors.may_ask("a", at=0.0) for _ in range(visitors.BURST + 2)]

    assert asked[-1] is False
    assert visitors.may_ask("a", at=60.0 / visitors.A_MINUTE)
    assert not visitors.may_ask("a", at=60.0 / visitors.A_MINUTE)


def test_no_number_stands_in_an_address(lead: Lead) -> None:
    page = Client().get(f"{PAGE}?number={SHOWN}").content.decode()

    assert "Acme Solar" not in page
    assert page.count('method="post"') == 1


def test_another_page_can_not_post_for_them(lead: Lead) -> None:
    answer = Client(enforce_csrf_checks=True).post(PAGE, {"number": SHOWN, "person": PHONE})

    assert answer.status_code == 403
