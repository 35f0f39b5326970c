"""HubSpot: the contract, and what is HubSpot's own."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from apps.integrations.crm.base import Record, Unsupported
from apps.integrations.crm.hubspot import Crm, Portal
from apps.integrations.errors import Rejected, Unauthorized, Unavailable
from apps.integrations.http import Http
from tests.contracts.crm import JANE, NO_TEXTS, STOP, TALK, OptOutContract
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer, Received
from tests.contracts.renewal import RenewalContract
from tests.contracts.talks import TalkContract

SAMPLES = Path(__file__).parents[2] / "samples"
CONTACT_ID = "3401"
CONTACTS = "/crm/objects/2026-03/contacts"
CALLS, CALL_ID = "/crm/objects/2026-03/calls", "8800"
NO_EMAIL = replace(JANE, email="")


def sample(name: str) -> Any:
    return orjson.loads((SAMPLES / name).read_bytes())


def invalid(name: str, code: str) -> dict[str, object]:
    error = {"message": "no", "code": code, "context": {"propertyName": [name]}}
    return {"status": "error", "category": "VALIDATION_ERROR", "message": "no", "errors": [error]}


def contact_with(*call_ids: str) -> dict[str, object]:
    calls = [{"id": each, "type": "contact_to_call"} for each in call_ids]
    return {"id": CONTACT_ID, "properties": {}, **({"associations": {"calls": {"results": calls}}} if calls else {})}


class TestHubSpot(OptOutContract, TalkContract):
    def crm(self, url: str, http: Http, **settings: object) -> Crm:
        values = {"access_token": "pat", "portal_id": "20000001", "base_url": url, **settings}
        return Crm(Portal.model_validate(values), http)

    def with_settings(self, peer: Peer, **settings: object) -> Crm:
        return self.crm(peer.url, http_to(peer.url), **settings)

    def makes_a_record(self, peer: Peer) -> str:
        peer.replies(200, sample("hs_batch_upsert_200.json"))
        return CONTACT_ID

    def updates_a_record(self, peer: Peer) -> str:
        peer.replies(200, sample("hs_contact_create_201.json"))
        return CONTACT_ID

    def has_no_such_record(self, peer: Peer) -> None:
        peer.replies(404, {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "resource not found"})

    def notes_a_talk(self, peer: Peer) -> str:
        peer.replies(200, contact_with())
        peer.replies(201, {"id": CALL_ID, "properties": {}})
        return CALL_ID

    def knows_the_talk(self, peer: Peer) -> str:
        peer.replies(200, contact_with("1", CALL_ID))
        known = {"id": CALL_ID, "properties": {"hs_call_external_id": TALK.id}}
        peer.replies(200, {"results": [{"id": "1", "properties": {"hs_call_external_id": None}}, known]})
        return CALL_ID

    def is_making_one(self, request: Received) -> bool:
        return request.path == CALLS

    def lost_the_record(self, peer: Peer) -> None:
        self.has_no_such_record(peer)

    def test_a_lead_is_kept_by_e_mail(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        record = self.at(peer).upsert(JANE)

        [request] = peer.requests
        assert (request.path, request.headers["authorization"]) == (f"{CONTACTS}/batch/upsert", "Bearer pat")
        properties = {
            "firstname": "Jane",
            "lastname": "Sample",
            "phone": "+12025550143",
            "company": "Sample & Söhne",
            "message": "need: A new roof\nutm_campaign: autumn",
        }
        wanted = {"idProperty": "email", "id": JANE.email, "objectWriteTraceId": JANE.lead_id}
        assert request.json == {"inputs": [{**wanted, "properties": properties}]}
        url = "https://app.hubspot.com/contacts/20000001/record/0-1/3401"
        assert record == Record(CONTACT_ID, "contact", url, is_new=True)

    def test_without_a_hub_id_there_is_no_link(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        assert self.with_settings(peer, portal_id="").upsert(JANE).url == ""

    def test_the_older_addresses_still_serve(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        self.with_settings(peer, api_version="v3").upsert(JANE)

        assert peer.requests[0].path == "/crm/v3/objects/contacts/batch/upsert"

    def test_a_lead_without_e_mail_is_kept_by_our_key(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        self.at(peer).upsert(NO_EMAIL)

        assert b'"idProperty":"leadhub_id","id":"lead-0001"' in peer.requests[0].body

    def test_a_key_property_that_nobody_made_is_named(self, peer: Peer) -> None:
        peer.replies(400, invalid("leadhub_id", "PROPERTY_DOESNT_EXIST"))

        with pytest.raises(Rejected, match="leadhub_id"):
            self.at(peer).upsert(NO_EMAIL)

        assert len(peer.requests) == 1

    def test_without_any_key_an_old_contact_is_found_by_phone(self, peer: Peer) -> None:
        peer.replies(200, sample("hs_search_200.json"))
        self.updates_a_record(peer)

        record = self.with_settings(peer, key_property="").upsert(NO_EMAIL)

        assert (record.id, record.is_new) == (CONTACT_ID, False)
        assert [request.path for request in peer.requests] == [f"{CONTACTS}/search", f"{CONTACTS}/3401"]

    def test_without_any_key_a_new_contact_is_made(self, peer: Peer) -> None:
        peer.replies(200, {"total": 0, "results": []})
        peer.replies(201, sample("hs_contact_create_201.json"))

        record = self.with_settings(peer, key_property="").upsert(NO_EMAIL)

        assert (record.id, record.is_new) == (CONTACT_ID, True)
        assert [request.path for request in peer.requests] == [f"{CONTACTS}/search", CONTACTS]

    def test_a_contact_that_is_in_the_way_is_adopted(self, peer: Peer) -> None:
        peer.replies(409, sample("hs_contact_conflict_409.json"))
        self.updates_a_record(peer)

        record = self.at(peer).upsert(replace(JANE, record_id="77"))

        assert (record.id, record.is_new) == (CONTACT_ID, False)
        assert peer.requests[1].path == f"{CONTACTS}/3401"

    def test_a_conflict_with_nobody_in_particular_is_tried_again(self, peer: Peer) -> None:
        peer.replies(409, {"status": "error", "category": "CONFLICT", "message": "conflict"})

        with pytest.raises(Unavailable):
            self.at(peer).upsert(JANE)

        assert len(peer.requests) == 1

    def test_a_contact_that_was_merged_goes_by_its_new_id(self, peer: Peer) -> None:
        self.updates_a_record(peer)

        assert self.at(peer).upsert(replace(JANE, record_id="77")).id == CONTACT_ID

    def test_a_property_that_is_not_taken_is_left_out_once(self, peer: Peer) -> None:
        peer.replies(400, invalid("company", "READ_ONLY_VALUE"))
        self.makes_a_record(peer)

        record = self.at(peer).upsert(JANE)

        assert record.id == CONTACT_ID
        assert b"company" not in peer.requests[1].body
        assert b"Sample" in peer.requests[1].body

    def test_an_address_that_is_none_does_not_lose_the_lead(self, peer: Peer) -> None:
        error = sample("hs_contact_validation_400.json")
        # The older shape: the list stands in the message alone.
        peer.replies(400, {**error, "errors": []})
        self.makes_a_record(peer)

        self.at(peer).upsert(replace(JANE, email="jane@"))

        assert b'"idProperty":"leadhub_id"' in peer.requests[1].body
        assert b"jane@" not in peer.requests[1].body

    def test_a_second_refusal_is_final_and_says_which_property(self, peer: Peer) -> None:
        peer.replies(400, invalid("company", "INVALID_OPTION"))
        peer.replies(400, invalid("message", "INVALID_OPTION"))

        with pytest.raises(Rejected, match="message"):
            self.at(peer).upsert(JANE)

        assert len(peer.requests) == 2

    def test_a_refusal_inside_a_success_is_a_refusal(self, peer: Peer) -> None:
        peer.replies(207, {"status": "COMPLETE", "results": [], "errors": [invalid("company", "INVALID_OPTION")]})
        self.makes_a_record(peer)

        record = self.at(peer).upsert(JANE)

        assert record.id == CONTACT_ID
        assert b"company" not in peer.requests[1].body

    def test_an_unknown_refusal_inside_a_success_is_final(self, peer: Peer) -> None:
        peer.replies(207, {"results": [], "errors": [{"status": "error", "category": "OBJECT_NOT_FOUND"}]})

        with pytest.raises(Rejected):
            self.at(peer).upsert(JANE)

    @pytest.mark.parametrize(("policy", "seconds"), [("SECONDLY", 1), ("TEN_SECONDLY_ROLLING", 10), ("DAILY", 3600)])
    def test_a_limit_says_by_its_name_how_long_it_lasts(self, peer: Peer, policy: str, seconds: int) -> None:
        peer.replies(429, {**sample("hs_429.json"), "policyName": policy})

        with pytest.raises(Unavailable) as refusal:
            self.at(peer).upsert(JANE)

        assert (refusal.value.code, refusal.value.retry_after_seconds) == (policy, seconds)

    def test_missing_scopes_are_named(self, peer: Peer) -> None:
        peer.replies(403, sample("hs_403_missing_scopes.json"))

        with pytest.raises(Unauthorized, match=r"crm\.objects\.contacts\.write"):
            self.at(peer).upsert(JANE)

    def test_a_check_writes_nothing(self, peer: Peer) -> None:
        peer.replies(200, sample("hs_search_200.json"))

        assert self.at(peer).check()

        assert [request.path for request in peer.requests] == [f"{CONTACTS}/search"]

    def test_an_opt_out_ticks_our_two_boxes(self, peer: Peer) -> None:
        self.note(peer, STOP)

        assert peer.requests[0].json == {"properties": {"leadhub_no_calls": "true", "leadhub_no_texts": "true"}}

    def test_a_box_that_nobody_made_is_named_and_the_other_is_ticked(self, peer: Peer) -> None:
        peer.replies(400, invalid("leadhub_no_texts", "PROPERTY_DOESNT_EXIST"))
        self.updates_a_record(peer)

        with pytest.raises(Rejected, match="no contact property leadhub_no_texts: make it in HubSpot"):
            self.note(peer, STOP, CONTACT_ID)

        assert peer.requests[1].json == {"properties": {"leadhub_no_calls": "true"}}

    def test_where_both_boxes_are_missing_both_are_named(self, peer: Peer) -> None:
        for name in ("leadhub_no_texts", "leadhub_no_calls"):
            peer.replies(400, invalid(name, "PROPERTY_DOESNT_EXIST"))

        with pytest.raises(Rejected, match="leadhub_no_calls, leadhub_no_texts"):
            self.note(peer, STOP, CONTACT_ID)

        assert len(peer.requests) == 2

    def test_a_box_that_takes_no_tick_is_a_refusal(self, peer: Peer) -> None:
        peer.replies(400, invalid("leadhub_no_calls", "READ_ONLY_VALUE"))

        with pytest.raises(Rejected, match="READ_ONLY_VALUE"):
            self.note(peer, STOP, CONTACT_ID)

    def test_without_a_property_for_it_nobody_is_asked(self, peer: Peer) -> None:
        with pytest.raises(Unsupported):
            self.with_settings(peer, no_texts_property="").note_opt_out(Record(CONTACT_ID, "contact"), NO_TEXTS)

        assert peer.requests == []


class TestHubSpotConsentPage(RenewalContract):
    family, vendor = "crm", "hubspot"
