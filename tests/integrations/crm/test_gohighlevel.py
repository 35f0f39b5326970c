"""GoHighLevel: the contract, and what is GoHighLevel's own."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from apps.integrations.crm.base import Record
from apps.integrations.crm.gohighlevel import Crm, Location
from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Http
from tests.contracts.crm import JANE, STOP, TALK, OptOutContract
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer, Received
from tests.contracts.renewal import RenewalContract
from tests.contracts.talks import TalkContract

CONTACT = "ocQHyuzHvysMo5N5VsXc"


class TestGoHighLevel(OptOutContract, TalkContract):
    ticked, unticked = b'"status":"active"', b'"status":"inactive"'

    def crm(self, url: str, http: Http, **settings: object) -> Crm:
        values = {"access_token": "pit-1", "location_id": "loc1", "base_url": url, "key_field": "leadhub_id"}
        return Crm(Location.model_validate({**values, **settings}), http)

    def told_as(self, peer: Peer, **settings: object) -> Crm:
        return self.crm(peer.url, http_to(peer.url), **settings)

    def makes_a_record(self, peer: Peer) -> str:
        peer.replies(201, {"new": True, "contact": {"id": CONTACT}, "traceId": "t"})
        peer.replies(200, {"notes": []})
        peer.replies(201, {"note": {"id": "n1", "body": "…"}})
        return CONTACT

    def updates_a_record(self, peer: Peer) -> str:
        peer.replies(200, {"succeded": True, "contact": {"id": CONTACT}})
        return CONTACT

    def has_no_such_record(self, peer: Peer) -> None:
        peer.replies(400, {"statusCode": 400, "message": "Contact not found"})

    def is_making_a_record(self, request: Received) -> bool:
        return request.path == "/contacts/upsert"

    def notes_a_talk(self, peer: Peer) -> str:
        peer.replies(200, {"notes": []})
        peer.replies(201, {"note": {"id": "n7", "body": "…"}})
        return "n7"

    def knows_the_talk(self, peer: Peer) -> str:
        peer.replies(200, {"notes": [{"id": "n1", "body": "Called."}, {"id": "n7", "body": f"AI call ({TALK.id})"}]})
        return "n7"

    def is_making_one(self, request: Received) -> bool:
        return request.method == "POST"

    def lost_the_record(self, peer: Peer) -> None:
        self.has_no_such_record(peer)

    def test_a_contact_is_upserted_in_its_location(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        self.told_as(peer, field_map={"utm_campaign": "campaign"}).upsert(JANE)

        request = peer.requests[0]
        assert (request.headers["version"], request.headers["authorization"]) == ("2021-07-28", "Bearer pit-1")
        assert request.json == {
            "locationId": "loc1",
            "firstName": "Jane",
            "lastName": "Sample",
            "email": JANE.email,
            "phone": JANE.phone,
            "companyName": JANE.company,
            "source": "Google Ads",
            "customFields": [
                {"key": "campaign", "field_value": "autumn"},
                {"key": "leadhub_id", "field_value": JANE.lead_id},
            ],
        }

    def test_tags_that_a_contact_has_are_left_alone(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        self.at(peer).upsert(JANE)

        assert b'"tags"' not in peer.requests[0].body

    def test_an_update_moves_no_contact_to_another_location_or_source(self, peer: Peer) -> None:
        self.updates_a_record(peer)

        self.at(peer).upsert(replace(JANE, record_id=CONTACT))

        told = orjson.loads(peer.requests[0].body)
        assert {"locationId", "source"} & told.keys() == set()

    def test_the_answers_are_told_once(self, peer: Peer) -> None:
        peer.replies(200, {"new": False, "contact": {"id": CONTACT}})
        peer.replies(200, {"notes": [{"id": "n1", "body": f"New enquiry in LeadHub ({JANE.lead_id})"}]})

        record = self.at(peer).upsert(JANE)

        assert not record.is_new
        assert [each.method for each in peer.requests] == ["POST", "GET"]

    def test_the_answers_may_have_a_field_of_their_own(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        self.told_as(peer, story_field="enquiry").upsert(JANE)

        [request] = peer.requests
        assert {"key": "enquiry", "field_value": "need: A new roof\nutm_campaign: autumn"} in orjson.loads(
            request.body
        )["customFields"]

    def test_an_opt_out_is_do_not_disturb(self, peer: Peer) -> None:
        self.updates_a_record(peer)

        self.at(peer).note_opt_out(Record(CONTACT, "contact"), STOP)

        wanted = {"Call": {"status": "active"}, "SMS": {"status": "active"}}
        assert peer.requests[0].json == {"dndSettings": wanted}

    def test_a_bad_request_is_no_contact_that_is_gone(self, peer: Peer) -> None:
        peer.replies(400, {"statusCode": 400, "message": ["phone must be valid"]})

        with pytest.raises(Rejected):
            self.at(peer).upsert(replace(JANE, record_id=CONTACT))

        assert len(peer.requests) == 1

    @pytest.mark.parametrize("answer", [{"new": "?"}, {"contact": {"id": 7}}, {"contact": []}, []])
    def test_an_answer_of_the_wrong_kind_means_that_nobody_knows(self, peer: Peer, answer: Any) -> None:
        peer.replies(200, answer)

        with pytest.raises(Unanswered):
            self.at(peer).upsert(JANE)


class TestGoHighLevelConsentPage(RenewalContract):
    family, vendor = "crm", "gohighlevel"
    values = {"location_id": "loc1"}
