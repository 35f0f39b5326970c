"""Our adapters and the pretend CRMs over HTTP: however often a conversation is told, it stands there once."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from apps.integrations.crm import hubspot, salesforce
from apps.integrations.crm.base import Crm, Gone, Record
from apps.integrations.http import Http
from tests.contracts.crm import JANE, TALK
from tests.sandbox.outside import Outside


def connected(outside: Outside, vendor: str, **settings: str) -> Crm:
    http = Http(frozenset([outside.url]))
    base_url = f"{outside.url}/{vendor}"
    if vendor == "hubspot":
        portal = {"access_token": "pat", "base_url": base_url, **settings}
        return hubspot.Crm(hubspot.Portal.model_validate(portal), http)
    org = {"client_id": "key", "client_secret": "secret", "base_url": base_url, **settings}
    return salesforce.Crm(salesforce.Org.model_validate(org), http)


@pytest.mark.parametrize(
    ("vendor", "settings"),
    [
        ("hubspot", {}),
        ("hubspot", {"api_version": "v3"}),
        ("salesforce", {}),
        ("salesforce", {"task_key_field": ""}),
    ],
)
def test_a_talk_told_thrice_stands_there_once(outside: Outside, vendor: str, settings: dict[str, str]) -> None:
    crm, talk = connected(outside, vendor, **settings), replace(TALK, id=str(uuid4()))
    record = crm.upsert(replace(JANE, lead_id=str(uuid4()), email=f"{uuid4()}@example.com"))

    ids = {crm.note_conversation(record, talk) for _ in range(3)}

    assert len(ids) == 1
    noted = [each["facts"] for each in outside.matching(id=ids.pop()) if each["kind"] == "crm.noted"]
    assert [each["created"] for each in noted].count(True) == 1
    assert record.id in str(noted[0]["fields"])
    assert talk.id in str(noted[0]["fields"])


def test_two_talks_with_one_lead_are_two(outside: Outside) -> None:
    crm = connected(outside, "hubspot")
    record = crm.upsert(replace(JANE, lead_id=str(uuid4()), email=f"{uuid4()}@example.com"))

    ids = {crm.note_conversation(record, replace(TALK, id=str(uuid4()))) for _ in range(2)}

    assert len(ids) == 2


def test_a_contact_that_is_gone_is_gone(outside: Outside) -> None:
    with pytest.raises(Gone):
        connected(outside, "hubspot").note_conversation(Record("404404", "contact"), TALK)
