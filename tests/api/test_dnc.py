"""The do-not-call list over the API."""

from typing import Any

import pytest

from apps.compliance.models import DncEntry
from apps.outreach.models import Step
from apps.tenants import access
from tests.leads.known import known_lead

from .conftest import Company

DNC = "/api/v1/dnc/"


def entries(company: Company) -> dict[str, DncEntry]:
    with access.as_tenant(company.tenant.pk):
        return {each.phone: each for each in DncEntry.objects.all()}


def add(company: Company, phone: str = "(214) 555-0199", **more: str) -> Any:
    return company.api.post(DNC, {"phone": phone, **more}, format="json")


def test_a_number_is_added_in_any_spelling(acme: Company) -> None:
    answer = add(acme, reason="asked us by mail")

    assert answer.status_code == 201
    assert answer.json() | {"id": 0, "created_at": ""} == {
        "id": 0,
        "phone": "+12145550199",
        "closes": "all",
        "origin": "added",
        "reason": "asked us by mail",
        "added_by": "API key ACME",
        "created_at": "",
        "lifted_at": None,
    }


def test_adding_it_again_changes_nothing(acme: Company) -> None:
    add(acme, reason="first")

    answer = add(acme, reason="second")

    assert (answer.status_code, answer.json()["reason"]) == (200, "first")


@pytest.mark.parametrize(("first", "second", "stands"), [("sms", "call", "all"), ("all", "sms", "all")])
def test_what_is_closed_already_is_only_made_wider(acme: Company, first: str, second: str, stands: str) -> None:
    add(acme, closes=first)

    assert add(acme, closes=second).json()["closes"] == stands


def test_a_lifted_number_stands_again(acme: Company) -> None:
    entry_id = add(acme, reason="first").json()["id"]
    acme.api.delete(f"{DNC}{entry_id}/")

    answer = add(acme, reason="second")

    assert (answer.status_code, answer.json()["reason"], answer.json()["lifted_at"]) == (201, "second", None)


def test_lifting_keeps_the_entry_on_record(acme: Company) -> None:
    answer = acme.api.delete(f"{DNC}{acme.dnc.pk}/")

    assert answer.status_code == 204
    assert entries(acme)[acme.dnc.phone].lifted_at is not None


def test_the_persons_crm_records_are_told_of_each_change(acme: Company) -> None:
    known_lead(acme.tenant, "+12145550199")

    for closes in ("sms", "sms", "all"):
        entry_id = add(acme, closes=closes).json()["id"]
    for _ in range(2):
        acme.api.delete(f"{DNC}{entry_id}/")

    with access.as_tenant(acme.tenant.pk):
        assert Step.objects.filter(kind="crm_opt_out").count() == 3


def test_lifting_twice_keeps_the_first_moment(acme: Company) -> None:
    acme.api.delete(f"{DNC}{acme.dnc.pk}/")
    before = entries(acme)[acme.dnc.phone].lifted_at

    answer = acme.api.delete(f"{DNC}{acme.dnc.pk}/")

    assert answer.status_code == 204
    assert entries(acme)[acme.dnc.phone].lifted_at == before


@pytest.mark.parametrize(("query", "finds"), [("", 2), ("?is_lifted=true", 1), ("?is_lifted=0", 1)])
def test_lifted_entries_can_be_told_apart(acme: Company, query: str, finds: int) -> None:
    add(acme)
    acme.api.delete(f"{DNC}{acme.dnc.pk}/")

    assert len(acme.api.get(f"{DNC}{query}").json()["results"]) == finds


def test_the_same_number_stands_on_two_tenants_lists(acme: Company, rival: Company) -> None:
    assert [add(acme).status_code, add(rival).status_code] == [201, 201]
