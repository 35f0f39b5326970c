"""Salesforce: the contract, and what is Salesforce's own."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import orjson
import pytest

from apps.integrations.crm.base import Record
from apps.integrations.crm.salesforce import Crm
from apps.integrations.errors import ProviderError, Rejected, Unauthorized, Unavailable
from apps.integrations.http import Http
from tests.contracts.crm import JANE, TALK, OptOutContract
from tests.contracts.hurry import HurriedHttp, http_to
from tests.contracts.peer import Peer, Received
from tests.contracts.renewal import RenewalContract
from tests.contracts.talks import TalkContract

from .org import DATA, LoggedIn, refusal, sample

LEAD_ID = "00QFAKE000000001AAA"
TWIN_ID = "00QFAKE000000002AAA"
CONTACT_ID = "003FAKE000000001AAA"
TASK_ID = "00TFAKE000000001AAA"
BY_KEY = f"{DATA}/sobjects/Lead/LeadHub_Id__c/{JANE.lead_id}"


def duplicate(kind: str, record_id: str, *, key: str = "duplicateResut", allow_save: bool = True) -> list[object]:
    [error] = sample("sf_duplicates_detected_400.json")
    result = error.pop("duplicateResut")
    result["allowSave"] = allow_save
    result["matchResults"][0]["matchRecords"][0]["record"] = {"attributes": {"type": kind}, "Id": record_id}
    return [{**error, key: result}]


class TestSalesforce(LoggedIn, OptOutContract, TalkContract):
    def makes_a_record(self, peer: Peer) -> str:
        peer.replies(201, sample("sf_lead_upsert_201.json"))
        return LEAD_ID

    def updates_a_record(self, peer: Peer) -> str:
        peer.replies(204)
        return LEAD_ID

    def has_no_such_record(self, peer: Peer) -> None:
        peer.replies(404, refusal("ENTITY_IS_DELETED", "entity is deleted"))

    def notes_a_talk(self, peer: Peer) -> str:
        peer.replies(201, {"id": TASK_ID, "success": True, "created": True})
        return TASK_ID

    def knows_the_talk(self, peer: Peer) -> str:
        peer.replies(200, {"id": TASK_ID, "success": True, "created": False})
        return TASK_ID

    def is_making_one(self, request: Received) -> bool:
        return request.path != f"{DATA}/sobjects/Task/LeadHub_Id__c/{TALK.id}"

    def lost_the_record(self, peer: Peer) -> None:
        peer.replies(400, refusal("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id"))

    def refused(self, peer: Peer) -> ProviderError:
        with pytest.raises(ProviderError) as refusal:
            self.ask(peer)
        return refusal.value

    def test_a_lead_is_kept_by_our_key(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        record = self.at(peer).upsert(JANE)

        [request] = peer.requests
        assert (request.method, request.path) == ("PATCH", BY_KEY)
        assert request.json == {
            "FirstName": "Jane",
            "LastName": "Sample",
            "Company": "Sample & Söhne",
            "Email": "jane.sample@example.com",
            "Phone": "+12025550143",
            "LeadSource": "Google Ads",
            "Description": "need: A new roof\nutm_campaign: autumn",
        }
        assert record == Record(LEAD_ID, "Lead", f"{peer.url}/lightning/r/Lead/{LEAD_ID}/view", is_new=True)

    def test_a_lead_without_name_and_company_is_still_taken(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        self.at(peer).upsert(replace(JANE, last_name="", company=""))

        assert b'"LastName":"[not provided]","Company":"[not provided]"' in peer.requests[0].body

    def test_the_tenants_own_fields_are_filled(self, peer: Peer) -> None:
        self.makes_a_record(peer)
        crm = self.crm(
            peer.url,
            Http(frozenset([peer.url])),
            field_map={"need": "Need__c", "utm_campaign": "Campaign__c"},
        )

        crm.upsert(JANE)

        assert b'"Need__c":"A new roof","Campaign__c":"autumn"' in peer.requests[0].body

    def test_an_update_that_names_no_id_is_looked_up(self, peer: Peer) -> None:
        peer.replies(204)
        peer.replies(200, {"attributes": {"type": "Lead"}, "Id": LEAD_ID})

        record = self.at(peer).upsert(JANE)

        assert (record.id, record.is_new) == (LEAD_ID, False)

    def test_several_records_with_one_key_are_an_admins_business(self, peer: Peer) -> None:
        peer.replies(300, [f"{DATA}/sobjects/Lead/{LEAD_ID}", f"{DATA}/sobjects/Lead/{TWIN_ID}"])

        refused = self.refused(peer)

        assert isinstance(refused, Rejected)
        assert "Unique" in str(refused)

    @pytest.mark.parametrize("key", ["duplicateResut", "duplicateResult"])
    def test_a_lead_that_the_org_knows_is_adopted(self, peer: Peer, key: str) -> None:
        peer.replies(400, duplicate("Lead", TWIN_ID, key=key))
        peer.replies(204)

        record = self.at(peer).upsert(replace(JANE, last_name="", company=""))

        assert (record.id, record.is_new) == (TWIN_ID, False)
        assert peer.requests[1].path == f"{DATA}/sobjects/Lead/{TWIN_ID}"
        assert peer.requests[1].json == {"FirstName": "Jane", "Email": JANE.email, "Phone": JANE.phone}

    def test_a_contact_that_the_org_knows_gets_a_task(self, peer: Peer) -> None:
        peer.replies(400, duplicate("Contact", CONTACT_ID))
        peer.replies(200, {"totalSize": 0, "records": []})
        peer.replies(201, {"id": "00TFAKE000000001AAA", "success": True})

        record = self.at(peer).upsert(JANE)

        task = orjson.loads(peer.requests[2].body)
        assert (record.id, record.kind) == (CONTACT_ID, "Contact")
        assert (task["WhoId"], JANE.lead_id in task["Subject"]) == (CONTACT_ID, True)

    def test_a_contact_is_told_once(self, peer: Peer) -> None:
        peer.replies(400, duplicate("Contact", CONTACT_ID))
        peer.replies(200, {"totalSize": 1, "records": [{"Id": "00TFAKE000000001AAA"}]})

        self.at(peer).upsert(JANE)
        self.at(peer).upsert(replace(JANE, record_id=CONTACT_ID))

        assert [request.method for request in peer.requests] == ["PATCH", "GET"]

    def test_a_duplicate_that_is_of_no_use_is_saved_over(self, peer: Peer) -> None:
        peer.replies(400, duplicate("Account", "001FAKE000000001AAA"))
        self.makes_a_record(peer)

        record = self.at(peer).upsert(JANE)

        assert record.id == LEAD_ID
        assert peer.requests[1].headers["sforce-duplicate-rule-header"] == "allowSave=true"

    def test_a_duplicate_rule_that_allows_nothing_has_the_last_word(self, peer: Peer) -> None:
        peer.replies(400, duplicate("Account", "001FAKE000000001AAA", allow_save=False))

        refused = self.refused(peer)

        assert (type(refused), refused.code) == (Rejected, "DUPLICATES_DETECTED")
        assert len(peer.requests) == 1

    def test_whoever_loses_the_race_for_a_key_updates_the_winner(self, peer: Peer) -> None:
        peer.replies(400, refusal("DUPLICATE_VALUE", "duplicate value found: LeadHub_Id__c"))
        peer.replies(200, {"id": LEAD_ID, "success": True, "created": False})

        record = self.at(peer).upsert(JANE)

        assert (record.id, record.is_new) == (LEAD_ID, False)

    def test_a_converted_lead_is_left_as_it_is(self, peer: Peer) -> None:
        peer.replies(400, refusal("CANNOT_UPDATE_CONVERTED_LEAD"))

        record = self.at(peer).upsert(replace(JANE, record_id=LEAD_ID))

        assert (record.id, len(peer.requests)) == (LEAD_ID, 1)

    def test_a_session_that_is_over_is_renewed_once(self, peer: Peer) -> None:
        peer.replies(401, sample("sf_invalid_session_401.json"))
        self.makes_a_record(peer)
        crm = self.at(peer)
        token = {**sample("sf_token_200.json"), "instance_url": peer.url}
        self.door.replies(200, {**token, "access_token": "the next one"})

        record = crm.upsert(JANE)

        assert record.id == LEAD_ID
        assert [request.headers["authorization"] for request in peer.requests] == [
            "Bearer 00DFAKE000000001!FAKE.TOKEN",
            "Bearer the next one",
        ]

    def test_many_threads_log_in_once(self, peer: Peer) -> None:
        self.makes_a_record(peer)
        crm = self.at(peer)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: crm.upsert(JANE), range(16)))

        assert len(self.door.requests) == 1

    def test_a_token_is_found_only_by_its_own_secret(self, peer: Peer) -> None:
        self.makes_a_record(peer)
        owner = self.at(peer)
        self.door.replies(400, sample("sf_token_error_400.json"))
        owner.upsert(JANE)
        org = Crm.Settings(base_url=self.door.url, client_id="key", client_secret="a guess")
        stranger = Crm(org, HurriedHttp(frozenset([self.door.url, peer.url])))

        with pytest.raises(Unauthorized):
            stranger.check()

    def test_a_silent_log_in_is_safe_to_try_again(self, peer: Peer) -> None:
        self.door.hang()

        with pytest.raises(Unavailable):
            self.ask(peer)

        assert peer.requests == []

    def test_a_token_goes_to_no_stranger(self, peer: Peer) -> None:
        with pytest.raises(Rejected):
            self.crm("https://crm.invalid", http_to(peer.url)).upsert(JANE)

    def test_a_stranger_who_sounds_like_salesforce_is_one(self) -> None:
        with pytest.raises(Rejected):
            self.crm("https://acme.my.salesforce.com.example.com", Http())

    def test_a_locked_row_is_tried_again(self, peer: Peer) -> None:
        peer.replies(400, sample("sf_unable_to_lock_400.json"))

        assert isinstance(self.refused(peer), Unavailable)

    def test_a_server_that_says_it_is_down_has_taken_nothing(self, peer: Peer) -> None:
        peer.replies(503, refusal("SERVER_UNAVAILABLE"))

        assert isinstance(self.refused(peer), Unavailable)

    def test_a_spent_budget_means_a_long_pause(self, peer: Peer) -> None:
        peer.replies(403, sample("sf_request_limit_403.json"))

        refused = self.refused(peer)

        assert isinstance(refused, Unavailable)
        assert (refused.retry_after_seconds or 0) >= 600

    def test_the_orgs_own_words_are_shown(self, peer: Peer) -> None:
        peer.replies(400, sample("sf_required_field_missing_400.json"))

        refused = self.refused(peer)

        assert isinstance(refused, Rejected)
        assert refused.code == "REQUIRED_FIELD_MISSING"
        assert "Required fields are missing: [LastName, Company]" in str(refused)

    def test_the_orgs_own_words_lose_what_is_personal(self, peer: Peer) -> None:
        message = "JANE (jane.sample@example.com, (202) 555-0143) may not need A new roof in Janeville"
        peer.replies(400, refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", message))

        assert "… (…, …) may not need … in Janeville" in str(self.refused(peer))

    def test_a_check_asks_for_the_key_field(self, peer: Peer) -> None:
        peer.replies(200, {"totalSize": 0, "done": True, "records": []})

        sentence = self.at(peer).check()

        assert "LeadHub_Id__c" in peer.requests[0].query["q"]
        assert "LeadHub_Id__c" in sentence


class TestSalesforceConsentPage(RenewalContract):
    family, vendor = "crm", "salesforce"
