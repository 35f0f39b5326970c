"""Who is known by number or address, and whom a lead that nobody calls does not swallow."""

import pytest

from apps.core import clock
from apps.intake import lead_lists
from apps.intake.models import LeadList, LeadListRow
from apps.leads.models import Lead
from apps.tenants import access
from tests.intake.conftest import DANA, Office

AGREED = "I agree that Acme Solar calls me about a roof."


def bring_in(office: Office, content: str, *, agreed_to: str = "") -> list[str]:
    """A list taken in to its end; the verdicts that a person saw before."""
    upload = lead_lists.Upload("fair.csv", content.encode(), agreed_to, is_called=bool(agreed_to), by="Mo")
    with access.as_tenant(office.tenant.pk):
        found = lead_lists.start(office.tenant, upload)
    lead_lists.go_on(office.tenant, found.pk, now=clock.now())
    with access.as_tenant(office.tenant.pk):
        lead_lists.take(LeadList.objects.get(pk=found.pk))
    lead_lists.go_on(office.tenant, found.pk, now=clock.now())
    with access.as_tenant(office.tenant.pk):
        return list(LeadListRow.objects.filter(lead_list=found).order_by("line").values_list("verdict", flat=True))


def leads(office: Office) -> int:
    with access.as_tenant(office.tenant.pk):
        return Lead.objects.count()


@pytest.mark.parametrize("first", [{"email": DANA["email"]}, DANA | {"phone": "12"}])
def test_who_comes_again_with_a_number_is_called(office: Office, first: dict[str, str]) -> None:
    office.post(first)

    answer = office.post(DANA).json()

    assert answer["duplicate"] is False
    assert office.steps() == ["call"]


def test_who_comes_again_without_a_number_is_known_by_the_address(office: Office) -> None:
    first = office.post(DANA).json()

    again = office.post({"email": DANA["email"]}).json()

    assert again == first | {"duplicate": True}


def test_a_lead_without_a_number_is_known_by_the_address_to_one_without(office: Office) -> None:
    first = office.post({"email": DANA["email"]}).json()

    again = office.post({"email": DANA["email"], "phone": "12"}).json()

    assert again == first | {"duplicate": True}


def test_a_test_swallows_nobody(office: Office) -> None:
    office.post(DANA | {"is_test": True})

    answer = office.post(DANA).json()

    assert answer["duplicate"] is False
    assert office.steps() == ["call"]


def test_a_test_is_no_news_of_a_lead(office: Office) -> None:
    office.post(DANA)

    answer = office.post(DANA | {"is_test": True}).json()

    assert answer["duplicate"] is False
    assert office.steps() == ["call"]


def test_who_stands_in_a_list_that_is_not_called_is_called_when_they_ask(office: Office) -> None:
    bring_in(office, "Name,Phone,E-Mail\nDana Reyes,(214) 748-1234,dana@example.com\n")

    answer = office.post(DANA).json()

    assert answer["duplicate"] is False
    assert office.steps() == ["call"]


def test_of_two_lists_that_are_not_called_the_second_is_known(office: Office) -> None:
    bring_in(office, "Name,Phone\nDana Reyes,(214) 748-1234\n")

    verdicts = bring_in(office, "Name,Phone\nDana Reyes,(214) 748-1234\n")

    assert verdicts == ["known"]
    assert leads(office) == 1


def test_a_list_that_is_called_is_shown_as_it_will_be_taken_in(office: Office) -> None:
    bring_in(office, "Name,Phone\nDana Reyes,(214) 748-1234\n")
    office.post({"email": "jo@example.com"})
    content = "Name,Phone,E-Mail\nDana,(214) 748-1234,\nJo Roe,(214) 748-5678,jo@example.com\nJo,,jo@example.com\n"

    verdicts = bring_in(office, content, agreed_to=AGREED)

    assert verdicts == ["new", "new", "repeated"]
    assert (leads(office), office.steps()) == (4, ["call", "call"])
