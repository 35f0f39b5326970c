"""Our adapters and pretend CRMs whose search lags by half a minute: pushed at once and again, a lead is one record."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest

from apps.integrations import catalog
from apps.integrations.crm.base import Crm, Gone, Person, Record
from apps.integrations.errors import Unanswered
from apps.integrations.http import Http
from tests.contracts.crm import JANE, STOP, TALK
from tests.sandbox.outside import Outside

SETTINGS = {
    "hubspot": {"access_token": "pat"},
    "salesforce": {"client_id": "key", "client_secret": "secret"},
    "gohighlevel": {"access_token": "pit-1", "location_id": "loc1"},
    "pipedrive": {"api_token": "t", "key_field": "a" * 40, "no_calls_field": "b" * 40, "no_texts_field": "c" * 40},
    "webhook": {"secret": "s3cret-of-sixteen", "id_path": "id"},
    "zoho": {"client_id": "1000.X", "client_secret": "s", "refresh_token": "1000.r"},
}
# Where each of them is in the sandbox, if not by its own name.
ADDRESSES = {"webhook": "receiver/crm"}
VENDORS = sorted(SETTINGS)
# Where a push has had its effect already, for Pipedrive is first asked who is there.
LATE = {"pipedrive": "notes"}
# One record for one lead is all that a key of ours, or the receiver of a webhook, is asked for.
MATCHING = [vendor for vendor in VENDORS if vendor not in ("webhook", "salesforce")]


def connected(outside: Outside, vendor: str) -> Crm:
    kind = catalog.vendor_class("crm", vendor)
    url = f"{outside.url}/{ADDRESSES.get(vendor, vendor)}"
    values = SETTINGS[vendor] | {"url": url, "base_url": url}
    made: Crm = kind(kind.Settings.model_validate(values), Http(frozenset([outside.url])))
    return made


@pytest.fixture(autouse=True)
def lag(outside: Outside) -> None:
    """No search learns of a record within half a minute."""
    outside.break_("*", listing_lag_ms=30_000)


def somebody() -> Person:
    mark = uuid4()
    return replace(JANE, lead_id=str(mark), email=f"{mark}@example.com", phone=f"+1303{mark.int % 10**7:07}")


def left(outside: Outside, email: str) -> set[str]:
    """The ids of the records that are still there."""
    known = outside.matching(email=email)
    deleted = {entry["facts"]["id"] for entry in known if entry["kind"] == "crm.deleted"}
    return {entry["facts"]["id"] for entry in known if entry["kind"] == "crm.written"} - deleted


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_lead_that_eight_push_at_once_is_one_record(outside: Outside, vendor: str) -> None:
    crm, person = connected(outside, vendor), somebody()

    with ThreadPoolExecutor(8) as pool:
        records = list(pool.map(crm.upsert, [person] * 8))

    assert len(left(outside, person.email)) == 1
    assert {crm.upsert(person).id} == left(outside, person.email)
    assert [record.is_new for record in records].count(True) <= 1


@pytest.mark.parametrize("vendor", MATCHING)
def test_two_leads_of_one_person_are_one_record(outside: Outside, vendor: str) -> None:
    crm, person = connected(outside, vendor), somebody()
    leads = [person, replace(person, lead_id=str(uuid4()))] * 3

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(crm.upsert, leads))

    assert len(left(outside, person.email)) == 1


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("mode", ["accept_then_drop", "garbage"])
def test_a_push_that_was_taken_and_not_answered_makes_no_second(outside: Outside, vendor: str, mode: str) -> None:
    crm, person = connected(outside, vendor), somebody()
    crm.check()
    outside.break_(ADDRESSES.get(vendor, vendor).partition("/")[0], mode=mode, path=LATE.get(vendor, ""))
    with pytest.raises(Unanswered):
        crm.upsert(person)

    outside.delete("/faults")
    record = crm.upsert(person)

    assert left(outside, person.email) == {record.id}


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_a_lead_says_later_lands_on_the_same_record(outside: Outside, vendor: str) -> None:
    crm, person = connected(outside, vendor), somebody()
    record = crm.upsert(person)

    again = crm.upsert(replace(person, record_id=record.id, last_name="Lovelace"))

    assert (again.id, again.is_new) == (record.id, False)
    assert "Lovelace" in str(outside.matching(id=record.id)[-1]["facts"]["fields"])


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_talk_told_thrice_stands_there_once(outside: Outside, vendor: str) -> None:
    crm, talk = connected(outside, vendor), replace(TALK, id=str(uuid4()))
    record = crm.upsert(somebody())

    ids = {crm.note_conversation(record, talk) for _ in range(3)}

    assert len(ids) == 1
    noted = [each for each in outside.journal() if talk.id in str(each["facts"].get("fields"))]
    assert {each["kind"] for each in noted} == {"crm.noted"}
    assert [each["facts"]["created"] for each in noted].count(True) == 1


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_opt_out_lands_on_the_record(outside: Outside, vendor: str) -> None:
    crm = connected(outside, vendor)
    record = crm.upsert(somebody())

    crm.note_opt_out(record, STOP)

    assert outside.matching(id=record.id)[-1]["kind"] == "crm.written"


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_record_that_is_gone_is_gone(outside: Outside, vendor: str) -> None:
    with pytest.raises(Gone):
        connected(outside, vendor).note_opt_out(Record("404404", "lead"), STOP)
