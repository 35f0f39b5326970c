"""The pretend CRMs: one record for one lead, and their ways of saying no."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from apps.integrations.wire.salesforce_login import JwtBearer
from tests.sandbox.outside import Outside

LEADS = "/salesforce/services/data/v66.0/sobjects/Lead"
QUERY = "/salesforce/services/data/v66.0/query"
CONTACTS = "/hubspot/crm/v3/objects/contacts"
HUBSPOT = {"Authorization": "Bearer pat-na1-pretend"}
WRONG = {"Authorization": "Bearer wrong"}


@pytest.fixture
def salesforce(outside: Outside) -> dict[str, str]:
    """Headers of a logged-in client."""
    answer = outside.post("/salesforce/services/oauth2/token", data={"grant_type": "client_credentials"}).json()
    assert answer["instance_url"] == f"{outside.url}/salesforce"
    return {"Authorization": f"Bearer {answer['access_token']}"}


def lead(**fields: Any) -> dict[str, Any]:
    return {"LastName": "Lovelace", "Company": "[not provided]", **fields}


def upsert(outside: Outside, value: str, **properties: Any) -> Any:
    body = {"inputs": [{"idProperty": "s2l_lead_id", "id": value, "properties": properties}]}
    return outside.post(f"{CONTACTS}/batch/upsert", json=body, headers=HUBSPOT).json()["results"][0]


def search(outside: Outside, email: str) -> int:
    filters = [{"propertyName": "email", "operator": "EQ", "value": email}]
    body = {"filterGroups": [{"filters": filters}]}
    return int(outside.post(f"{CONTACTS}/search", json=body, headers=HUBSPOT).json()["total"])


def test_an_upsert_sent_many_times_at_once_makes_one_lead(outside: Outside, salesforce: dict[str, str]) -> None:
    def send(_: int) -> int:
        return outside.patch(f"{LEADS}/S2L_Id__c/at-once", json=lead(), headers=salesforce).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(send, range(16)))

    assert statuses == [200] * 15 + [201]
    written = [entry["facts"] for entry in outside.matching(external_id="at-once")]
    assert [facts["created"] for facts in written] == [True] + [False] * 15
    assert len({facts["id"] for facts in written}) == 1


def test_a_lead_is_found_by_soql(outside: Outside, salesforce: dict[str, str]) -> None:
    fields = lead(Email="o'hara@example.com")
    lead_id = outside.post(LEADS, json=fields, headers=salesforce).json()["id"]
    soql = r"SELECT Id, Email FROM Lead WHERE IsConverted = false AND (Email = 'O\'Hara@example.com') LIMIT 1"

    found = outside.get(QUERY, params={"q": soql}, headers=salesforce).json()

    assert [row["Id"] for row in found["records"]] == [lead_id]


def test_a_lead_is_found_by_any_spelling_of_its_phone(outside: Outside, salesforce: dict[str, str]) -> None:
    lead_id = outside.post(LEADS, json=lead(Phone="(202) 555-0198"), headers=salesforce).json()["id"]
    asked = {"q": "2025550198", "in": "PHONE", "sobject": ["Lead", "Contact"]}

    answer = outside.get("/salesforce/services/data/v66.0/parameterizedSearch", params=asked, headers=salesforce)

    assert [record["Id"] for record in answer.json()["searchRecords"]] == [lead_id]


def test_a_lead_without_its_required_fields_is_refused(outside: Outside, salesforce: dict[str, str]) -> None:
    answer = outside.post(LEADS, json={"FirstName": "Ada"}, headers=salesforce)

    assert answer.status_code == 400
    assert answer.json()[0]["fields"] == ["LastName", "Company"]


def test_a_known_contact_is_named_as_the_duplicate(outside: Outside, salesforce: dict[str, str]) -> None:
    planted = {"object": "Contact", "fields": {"Email": "grace@example.com"}}
    contact_id = outside.post("/salesforce/_records", json=planted).json()["id"]
    fields = lead(Email="grace@example.com")

    [refused] = outside.post(LEADS, json=fields, headers=salesforce).json()
    anyway = outside.post(LEADS, json=fields, headers={**salesforce, "Sforce-Duplicate-Rule-Header": "allowSave=true"})

    match = refused["duplicateResut"]["matchResults"][0]["matchRecords"][0]["record"]
    assert (refused["errorCode"], match["Id"]) == ("DUPLICATES_DETECTED", contact_id)
    assert anyway.status_code == 201


def test_an_opt_out_is_taken_and_journalled(outside: Outside, salesforce: dict[str, str]) -> None:
    lead_id = outside.post(LEADS, json=lead(), headers=salesforce).json()["id"]

    answer = outside.patch(f"{LEADS}/{lead_id}", json={"DoNotCall": True}, headers=salesforce)

    assert answer.status_code == 204
    assert outside.matching(id=lead_id)[-1]["facts"]["fields"] == {"DoNotCall": True}


def test_a_field_that_the_org_lacks_is_named(outside: Outside, salesforce: dict[str, str]) -> None:
    lead_id = outside.post(LEADS, json=lead(), headers=salesforce).json()["id"]

    answer = outside.patch(f"{LEADS}/{lead_id}", json={"Unknown_Box__c": True}, headers=salesforce)

    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "INVALID_FIELD")
    assert "'Unknown_Box__c'" in answer.json()[0]["message"]


def test_an_expired_token_asks_for_a_new_login(outside: Outside, salesforce: dict[str, str]) -> None:
    outside.delete("/salesforce/_tokens")

    answer = outside.post(LEADS, json=lead(), headers=salesforce)

    assert (answer.status_code, answer.json()[0]["errorCode"]) == (401, "INVALID_SESSION_ID")


def test_a_wrong_client_secret_gets_no_token(outside: Outside) -> None:
    answer = outside.post("/salesforce/services/oauth2/token", data={"client_secret": "wrong"})

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")


def test_an_assertion_that_nobody_signed_gets_no_token(outside: Outside) -> None:
    answer = outside.post("/salesforce/services/oauth2/token", data={"assertion": "a.b.c"})

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_an_assertion_of_our_own_gets_one(outside: Outside) -> None:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    form = dict(JwtBearer("key", "user@example.com", pem, outside.url).form())

    answer = outside.post("/salesforce/services/oauth2/token", data=form)

    assert answer.json()["access_token"]


def test_hubspot_knows_a_contact_again_by_our_own_id(outside: Outside) -> None:
    first = upsert(outside, "lead-1", firstname="Ada")
    second = upsert(outside, "lead-1", lastname="Lovelace")

    assert (first["new"], second["new"]) == (True, False)
    assert first["id"] == second["id"]
    assert second["properties"]["firstname"] == "Ada"


def test_hubspot_names_the_contact_that_has_the_address(outside: Outside) -> None:
    body = {"properties": {"email": "twice@example.com"}}
    first = outside.post(CONTACTS, json=body, headers=HUBSPOT).json()

    second = outside.post(CONTACTS, json=body, headers=HUBSPOT)

    assert second.status_code == 409
    assert second.json()["message"] == f"Contact already exists. Existing ID: {first['id']}"


def test_hubspots_search_lags_behind_its_records(outside: Outside) -> None:
    upsert(outside, "lead-2", email="late@example.com")
    totals = [search(outside, "late@example.com")]

    outside.break_("hubspot", listing_lag_ms=0)
    totals.append(search(outside, "late@example.com"))

    assert totals == [0, 1]


def test_a_call_hangs_on_its_contact_at_once(outside: Outside) -> None:
    contact_id = upsert(outside, "lead-4")["id"]
    calls = CONTACTS.replace("contacts", "calls")
    body = {"properties": {"hs_call_external_id": "talk-4"}, "associations": [{"to": {"id": contact_id}}]}
    call_id = outside.post(calls, json=body, headers=HUBSPOT).json()["id"]

    shown = outside.get(f"{CONTACTS}/{contact_id}?associations=calls", headers=HUBSPOT).json()
    read = outside.post(f"{calls}/batch/read", json={"inputs": [{"id": call_id}, {"id": "none"}]}, headers=HUBSPOT)

    assert [each["id"] for each in shown["associations"]["calls"]["results"]] == [call_id]
    assert [each["properties"]["hs_call_external_id"] for each in read.json()["results"]] == ["talk-4"]
    assert outside.seen(id=call_id) == ["crm.noted"]


def test_a_task_is_kept_by_key_and_found_by_its_call(outside: Outside, salesforce: dict[str, str]) -> None:
    tasks = LEADS.replace("Lead", "Task")
    ids = [
        outside.patch(f"{tasks}/S2L_Id__c/talk-5", json={"CallObject": "talk-5"}, headers=salesforce).json()["id"]
        for _ in range(2)
    ]

    asked = {"q": "SELECT Id FROM Task WHERE CallObject = 'talk-5' LIMIT 1"}
    found = outside.get(QUERY, params=asked, headers=salesforce).json()

    assert [row["Id"] for row in found["records"]] == ids[:1] == ids[1:]
    assert outside.seen(external_id="talk-5") == ["crm.noted"] * 2


def test_hubspots_dated_paths_reach_the_same_contacts(outside: Outside) -> None:
    contact_id = upsert(outside, "lead-3")["id"]

    answer = outside.get(f"/hubspot/crm/objects/2026-03/contacts/{contact_id}", headers=HUBSPOT)

    assert answer.json()["properties"]["s2l_lead_id"] == "lead-3"


@pytest.mark.parametrize(
    ("body", "code"),
    [({"email": "jane@"}, "INVALID_EMAIL"), ({"unknown_colour": "red"}, "PROPERTY_DOESNT_EXIST")],
)
def test_hubspot_says_which_property_it_dislikes(outside: Outside, body: dict[str, str], code: str) -> None:
    answer = outside.post(CONTACTS, json={"properties": body}, headers=HUBSPOT)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == code


def test_a_wrong_token_writes_nothing(outside: Outside) -> None:
    answer = outside.post(CONTACTS, json={"properties": {"email": "no@example.com"}}, headers=WRONG)

    assert (answer.status_code, answer.json()["category"]) == (401, "INVALID_AUTHENTICATION")
    assert outside.seen(email="no@example.com") == []
