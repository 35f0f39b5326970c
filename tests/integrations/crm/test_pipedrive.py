"""Pipedrive: the contract, and one person for one lead where nothing is unique."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from apps.integrations.crm.base import Record, Unsupported
from apps.integrations.crm.pipedrive import Company, Crm
from apps.integrations.errors import Unavailable
from apps.integrations.http import Http
from tests.contracts.crm import JANE, STOP, TALK, OptOutContract
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer, Received
from tests.contracts.renewal import RenewalContract
from tests.contracts.talks import TalkContract

from .org import sample

KEY, CALLS, TEXTS, MORE = ("a" * 40, "b" * 40, "c" * 40, "d" * 40)
PERSONS, NOTES = "/api/v2/persons", "/api/v1/notes"
NOBODY, NO_NOTES = {"success": True, "data": []}, {"success": True, "data": None}
NOT_FOUND = {"success": True, "data": {"items": []}}
GONE = {"success": False, "error": "Person not found", "error_info": None}


def person(person_id: int = 101, *, lead_id: str = "", email: str = JANE.email) -> dict[str, Any]:
    known = {"id": person_id, "emails": [{"value": email}], "phones": [{"value": JANE.phone}]}
    return known | {"custom_fields": {KEY: lead_id or None}}


def persons(*listed: dict[str, Any]) -> dict[str, Any]:
    return {"success": True, "data": list(listed), "additional_data": {"next_cursor": None}}


class TestPipedrive(OptOutContract, TalkContract):
    def crm(self, url: str, http: Http, **settings: object) -> Crm:
        values = {"base_url": url, "api_token": "t", "key_field": KEY, "no_calls_field": CALLS, "no_texts_field": TEXTS}
        return Crm(Company.model_validate({**values, **settings}), http)

    def makes_a_record(self, peer: Peer) -> str:
        peer.replies(200, NOBODY)
        peer.replies(200, NOT_FOUND)
        peer.replies(201, sample("pipedrive_person_201.json"))
        peer.replies(200, persons(person(lead_id=JANE.lead_id)))
        peer.replies(200, NO_NOTES)
        peer.replies(201, {"success": True, "data": {"id": 7, "content": ""}})
        return "101"

    def updates_a_record(self, peer: Peer) -> str:
        peer.replies(200, sample("pipedrive_person_201.json"))
        return "101"

    def has_no_such_record(self, peer: Peer) -> None:
        peer.replies(404, GONE)

    def is_making_a_record(self, request: Received) -> bool:
        return (request.method, request.path) == ("POST", PERSONS)

    def notes_a_talk(self, peer: Peer) -> str:
        peer.replies(200, NO_NOTES)
        peer.replies(201, {"success": True, "data": {"id": 88, "content": ""}})
        return "88"

    def knows_the_talk(self, peer: Peer) -> str:
        notes = [{"id": 1, "content": "Called."}, {"id": 88, "content": f"AI call ({TALK.id})"}]
        peer.replies(200, {"success": True, "data": notes})
        return "88"

    def is_making_one(self, request: Received) -> bool:
        return request.method == "POST"

    def lost_the_record(self, peer: Peer) -> None:
        self.has_no_such_record(peer)

    def test_a_new_person_is_sent_as_in_the_sample(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        self.crm(peer.url, http_to(peer.url), field_map={"utm_campaign": MORE}).upsert(JANE)

        [made] = [each for each in peer.requests if self.is_making_a_record(each)]
        wanted = sample("pipedrive_person_create_request.json")
        custom = {KEY: JANE.lead_id, MORE: "autumn"}
        assert made.json == {name: wanted[name] for name in ("name", "emails", "phones")} | {"custom_fields": custom}
        assert made.headers["x-api-token"] == "t"

    def test_a_person_that_the_search_does_not_know_yet_is_found_in_the_newest(self, peer: Peer) -> None:
        peer.replies(200, persons(person(102, email="else@example.com"), person(101)))
        peer.replies(200, sample("pipedrive_person_201.json"))
        peer.replies(200, {"success": True, "data": [{"id": 7, "content": f"({JANE.lead_id})"}]})

        record = self.at(peer).upsert(JANE)

        assert (record.id, record.is_new) == ("101", False)
        assert [each.method for each in peer.requests] == ["GET", "PATCH", "GET"]

    def test_an_old_person_is_found_by_the_search(self, peer: Peer) -> None:
        peer.replies(200, NOBODY)
        peer.replies(200, sample("pipedrive_search_200.json"))
        peer.replies(200, sample("pipedrive_person_201.json"))
        peer.replies(200, NO_NOTES)
        peer.replies(201, {"success": True, "data": {"id": 7}})

        record = self.at(peer).upsert(JANE)

        assert (record.id, record.is_new) == ("101", False)
        asked = {"term": JANE.email, "fields": "email", "exact_match": "true", "limit": "10"}
        assert peer.requests[1].query == asked
        assert b"need: A new roof<br>" in peer.requests[-1].body

    def test_of_two_made_at_once_the_second_takes_its_own_back(self, peer: Peer) -> None:
        peer.replies(200, NOBODY)
        peer.replies(200, NOT_FOUND)
        peer.replies(201, {"success": True, "data": {"id": 102}})
        peer.replies(200, persons(person(102, lead_id=JANE.lead_id), person(101, lead_id="lead-0002")))
        peer.replies(200, sample("pipedrive_person_201.json"))
        peer.replies(200, {"success": True, "data": {"id": 102}})
        peer.replies(200, {"success": True, "data": [{"id": 7, "content": f"({JANE.lead_id})"}]})

        record = self.at(peer).upsert(JANE)

        assert (record.id, record.is_new) == ("101", False)
        deleted = [each.path for each in peer.requests if each.method == "DELETE"]
        assert deleted == [f"{PERSONS}/102"]

    def test_what_somebody_else_made_is_never_deleted(self, peer: Peer) -> None:
        peer.replies(200, persons(person(103), person(101, lead_id=JANE.lead_id), person(102, lead_id="lead-0002")))
        peer.replies(200, sample("pipedrive_person_201.json"))
        peer.replies(200, {"success": True, "data": [{"id": 7, "content": f"({JANE.lead_id})"}]})

        self.at(peer).upsert(JANE)

        assert [each.method for each in peer.requests] == ["GET", "PATCH", "GET"]

    def test_two_people_who_share_a_phone_stay_two(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        record = self.at(peer).upsert(replace(JANE, email="john@example.com"))

        assert record.is_new

    def test_a_spent_budget_waits_for_tomorrow_rather_than_for_seconds(self, peer: Peer) -> None:
        peer.replies(429, sample("pipedrive_error_429.json"))

        with pytest.raises(Unavailable) as refusal:
            self.at(peer).upsert(JANE)

        assert refusal.value.retry_after_seconds == 3600

    def test_a_403_of_who_asked_too_often_is_no_matter_of_credentials(self, peer: Peer) -> None:
        peer.replies(403, "blocked", {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2"})

        with pytest.raises(Unavailable) as refusal:
            self.at(peer).upsert(JANE)

        assert refusal.value.retry_after_seconds == 2

    @pytest.mark.parametrize("listed", [{"data": [{"id": "?"}]}, {"data": {}}, {"success": False}])
    def test_a_list_of_the_wrong_kind_makes_nobody(self, peer: Peer, listed: dict[str, Any]) -> None:
        peer.replies(200, listed)

        with pytest.raises(Exception, match="unreadable"):
            self.at(peer).upsert(JANE)

        assert len(peer.requests) == 1

    def test_a_strangers_words_are_no_html(self, peer: Peer) -> None:
        self.notes_a_talk(peer)

        self.tell(peer)

        content = orjson.loads(peer.requests[-1].body)["content"]
        assert "&lt;b&gt;soon&lt;/b&gt;.<br>" in content

    def test_without_a_field_for_it_nobody_is_asked(self, peer: Peer) -> None:
        crm = self.crm(peer.url, http_to(peer.url), no_calls_field="", no_texts_field="")

        with pytest.raises(Unsupported):
            crm.note_opt_out(Record("101", "person"), STOP)

        assert peer.requests == []


class TestPipedriveConsentPage(RenewalContract):
    family, vendor = "crm", "pipedrive"
    values = {"key_field": KEY}
