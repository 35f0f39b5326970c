"""Salesforce's Tasks: a call is noted once, with our key field on Activity or without."""

from collections.abc import Iterator

import orjson
import pytest

from apps.integrations.crm.base import Record
from apps.integrations.errors import Rejected
from tests.contracts.crm import TALK
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer

from .org import DATA, LoggedIn, refusal
from .test_salesforce import CONTACT_ID, LEAD_ID, TASK_ID

NOBODY, KNOWN = {"totalSize": 0, "records": []}, {"totalSize": 1, "records": [{"Id": TASK_ID}]}
MADE = {"id": TASK_ID, "success": True}


class TestTasks(LoggedIn):
    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with Peer() as peer:
            yield peer

    def note(self, peer: Peer, **settings: object) -> str:
        return self.crm(peer.url, http_to(peer.url), **settings).note_conversation(Record(LEAD_ID, "Lead"), TALK)

    def test_a_call_is_kept_by_our_key(self, peer: Peer) -> None:
        peer.replies(201, MADE)

        assert self.note(peer) == TASK_ID

        [request] = peer.requests
        assert (request.method, request.path) == ("PATCH", f"{DATA}/sobjects/Task/LeadHub_Id__c/{TALK.id}")
        sent = orjson.loads(request.body)
        assert sent.pop("Description").startswith(TALK.summary)
        assert sent == {
            "WhoId": LEAD_ID,
            "Subject": "AI call: Booked an appointment",
            "Status": "Completed",
            "ActivityDate": "2026-11-20",
            "CallType": "Outbound",
            "CallDisposition": "Booked an appointment",
            "CallDurationInSeconds": 102,
            "CallObject": TALK.id,
        }

    @pytest.mark.parametrize(
        "missing",
        [
            (404, refusal("NOT_FOUND", "Provided external ID field does not exist or is not accessible")),
            (400, refusal("INVALID_FIELD", "No such column 'LeadHub_Id__c' on sobject of type Task")),
        ],
    )
    def test_without_the_key_field_it_is_looked_for_first(self, peer: Peer, missing: tuple[int, object]) -> None:
        peer.replies(*missing)
        peer.replies(200, NOBODY)
        peer.replies(201, MADE)

        assert self.note(peer) == TASK_ID

        _, look, made = peer.requests
        assert f"CallObject = '{TALK.id}'" in look.query["q"]
        assert (made.method, made.path) == ("POST", f"{DATA}/sobjects/Task")
        assert orjson.loads(made.body)["TaskSubtype"] == "Call"

    def test_what_is_found_is_not_made_again(self, peer: Peer) -> None:
        peer.replies(200, KNOWN)

        assert self.note(peer, task_key_field="") == TASK_ID
        assert [request.method for request in peer.requests] == ["GET"]

    def test_an_update_that_names_no_id_is_looked_up(self, peer: Peer) -> None:
        peer.replies(204)
        peer.replies(200, KNOWN)

        assert self.note(peer) == TASK_ID

    def test_of_a_converted_lead_the_contact_gets_it(self, peer: Peer) -> None:
        peer.replies(400, refusal("CANNOT_UPDATE_CONVERTED_LEAD"))
        peer.replies(200, {"totalSize": 1, "records": [{"ConvertedContactId": CONTACT_ID}]})
        peer.replies(201, MADE)

        assert self.note(peer) == TASK_ID
        assert orjson.loads(peer.requests[2].body)["WhoId"] == CONTACT_ID

    def test_a_refusal_repeats_nothing_that_was_said(self, peer: Peer) -> None:
        peer.replies(400, refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", f"We take no “{TALK.summary}”"))

        with pytest.raises(Rejected) as refused:
            self.note(peer)

        assert "solar" not in str(refused.value)
