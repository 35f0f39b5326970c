"""Zoho CRM: the contract, refusals inside a success, and a token that is renewed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest

from apps.integrations.crm.base import Record
from apps.integrations.crm.zoho import Crm, Organisation
from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http
from tests.contracts.crm import JANE, STOP, TALK, OptOutContract
from tests.contracts.hurry import HurriedHttp, http_to
from tests.contracts.peer import Peer, Received
from tests.contracts.renewal import RenewalContract
from tests.contracts.talks import TalkContract

from .org import sample

LEAD_ID = "4150868000003194003"
LEADS = "/crm/v8/Leads"


def came(code: str = "SUCCESS", **details: str) -> dict[str, Any]:
    return {"data": [{"code": code, "details": details, "message": "no", "status": "error"}]}


class TestZoho(OptOutContract, TalkContract):
    """`peer` hears of records alone."""

    @pytest.fixture(autouse=True)
    def log_in(self) -> Iterator[None]:
        with Peer() as self.door:
            yield

    def crm(self, url: str, http: Http, **settings: object) -> Crm:
        self.door.replies(200, {"access_token": "at", "api_domain": url, "expires_in": 3600})
        trusted = HurriedHttp(trusted_origins=http.trusted_origins | {self.door.url})
        base_url = self.door.url if http.trusted_origins else url
        keys = {"client_id": "1000.X", "client_secret": "s", "refresh_token": "r", "base_url": base_url}
        return Crm(Organisation.model_validate({**keys, **settings}), trusted)

    def told_as(self, peer: Peer, **settings: object) -> Crm:
        return self.crm(peer.url, http_to(peer.url), **settings)

    def makes_a_record(self, peer: Peer) -> str:
        made = sample("zoho_upsert_200.json")
        made["data"][0]["action"] = "insert"
        peer.replies(201, made)
        return LEAD_ID

    def updates_a_record(self, peer: Peer) -> str:
        peer.replies(200, sample("zoho_upsert_200.json"))
        return LEAD_ID

    def has_no_such_record(self, peer: Peer) -> None:
        peer.replies(400, came("INVALID_DATA", api_name="id"))

    def notes_a_talk(self, peer: Peer) -> str:
        peer.replies(204)
        peer.replies(201, came(id="77"))
        return "77"

    def knows_the_talk(self, peer: Peer) -> str:
        notes = [{"id": "1", "Note_Content": "Called."}, {"id": "77", "Note_Content": f"Booked.\n\n{TALK.id}"}]
        peer.replies(200, {"data": notes})
        return "77"

    def is_making_one(self, request: Received) -> bool:
        return request.method == "POST"

    def lost_the_record(self, peer: Peer) -> None:
        peer.replies(204)
        self.has_no_such_record(peer)

    def test_a_lead_is_upserted_as_in_the_sample(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        self.told_as(peer, runs_workflows=False).upsert(
            replace(JANE, company="", source="Web", answers={}, campaign={})
        )

        [request] = peer.requests
        wanted = sample("zoho_upsert_request.json")
        wanted["data"][0]["LeadHub_Id"] = JANE.lead_id
        wanted["duplicate_check_fields"] = ["LeadHub_Id", "Email"]
        assert (request.path, request.json) == (f"{LEADS}/upsert", wanted)
        assert request.headers["authorization"] == "Zoho-oauthtoken at"

    def test_a_lead_without_e_mail_is_kept_by_our_key(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        self.at(peer).upsert(replace(JANE, email=""))

        assert b'"duplicate_check_fields":["LeadHub_Id"]' in peer.requests[0].body
        assert b'"trigger"' not in peer.requests[0].body

    def test_the_duplicate_that_is_in_the_way_is_adopted(self, peer: Peer) -> None:
        peer.replies(400, sample("zoho_duplicate_data.json"))
        self.updates_a_record(peer)

        record = self.at(peer).upsert(JANE)

        assert (record.id, record.is_new) == (LEAD_ID, False)
        assert (peer.requests[1].method, peer.requests[1].path) == ("PUT", f"{LEADS}/{LEAD_ID}")

    @pytest.mark.parametrize("status", [200, 202, 207, 400])
    def test_a_field_that_is_not_taken_is_left_out_once(self, peer: Peer, status: int) -> None:
        peer.replies(status, came("INVALID_DATA", api_name="Phone"))
        self.makes_a_record(peer)

        assert self.at(peer).upsert(JANE).id == LEAD_ID
        assert b"Phone" not in peer.requests[1].body

    def test_a_mandatory_field_that_we_do_not_fill_is_named(self, peer: Peer) -> None:
        peer.replies(400, came("MANDATORY_NOT_FOUND", api_name="Region"))

        with pytest.raises(Rejected, match="MANDATORY_NOT_FOUND: Region"):
            self.at(peer).upsert(JANE)

    def test_a_duplicate_that_is_not_named_is_tried_again(self, peer: Peer) -> None:
        peer.replies(400, came("DUPLICATE_DATA", api_name="Email"))

        with pytest.raises(Unavailable):
            self.at(peer).upsert(JANE)

    def test_a_token_that_is_over_is_renewed_once(self, peer: Peer) -> None:
        peer.replies(401, sample("zoho_invalid_token_401.json"))
        self.makes_a_record(peer)

        assert self.at(peer).upsert(JANE).id == LEAD_ID
        assert [dict(each.form)["grant_type"] for each in self.door.requests] == ["refresh_token"] * 2

    def test_eight_threads_share_one_token(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        for _ in range(3):
            self.at(peer).upsert(JANE)

        assert len(self.door.requests) == 1

    @pytest.mark.parametrize(
        ("status", "body", "remedy"),
        [
            (200, {"error": "invalid_code"}, Unauthorized),
            (400, {"error": "Access Denied"}, Unavailable),
            (500, "", Unavailable),
            (200, {"access_token": "at", "api_domain": "https://www.zohoapis.com.example.com"}, Rejected),
        ],
    )
    def test_no_token_says_why(self, peer: Peer, status: int, body: object, remedy: type[Exception]) -> None:
        with Peer() as door:
            door.replies(status, body)
            trusted = HurriedHttp(trusted_origins=frozenset([door.url]))
            keys = {"client_id": "1000.X", "client_secret": "s", "refresh_token": "r", "base_url": door.url}

            with pytest.raises(remedy):
                Crm(Organisation.model_validate(keys), trusted).upsert(JANE)

    @pytest.mark.parametrize("data", [[], [{"code": ""}], [{"code": "SUCCESS", "details": []}], "x"])
    def test_an_answer_of_the_wrong_kind_means_that_nobody_knows(self, peer: Peer, data: object) -> None:
        peer.replies(200, {"data": data})

        with pytest.raises(Unanswered):
            self.at(peer).upsert(JANE)

    def test_an_opt_out_ticks_our_two_boxes(self, peer: Peer) -> None:
        self.updates_a_record(peer)

        self.at(peer).note_opt_out(Record(LEAD_ID, "Lead"), STOP)

        [lead] = orjson.loads(peer.requests[0].body)["data"]
        assert lead == {"LeadHub_No_Calls": True, "LeadHub_No_Texts": True}


class TestZohoConsentPage(RenewalContract):
    family, vendor = "crm", "zoho"
    # It refuses by a success with an error in it.
    dead = (200, {"error": "invalid_code"})
