"""A CRM by webhook: the contract, the receiver's own words, and a signature over the bytes that arrive."""

import hmac
from dataclasses import replace
from hashlib import sha256
from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from apps.integrations.crm.base import Record
from apps.integrations.crm.webhook import Crm, Target
from apps.integrations.errors import Rejected, Unanswered, Unauthorized
from apps.integrations.http import Http
from tests.contracts.crm import JANE, START, STOP, TALK, OptOutContract
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer, Received
from tests.contracts.talks import TalkContract

SECRET = "s3cret-of-sixteen"
LINK = "https://crm.example.com/people/{record_id}"


def sent(request: Received) -> dict[str, Any]:
    payload: dict[str, Any] = orjson.loads(request.body)
    return payload


class TestWebhook(OptOutContract, TalkContract):
    def crm(self, url: str, http: Http, **settings: object) -> Crm:
        values = {"url": url, "secret": SECRET, "id_path": "contact.id", "record_url": LINK, **settings}
        return Crm(Target.model_validate(values), http)

    def told_as(self, peer: Peer, **settings: object) -> Crm:
        return self.crm(peer.url, http_to(peer.url), **settings)

    def makes_a_record(self, peer: Peer) -> str:
        peer.replies(201, {"contact": {"id": 4711}})
        return "4711"

    def updates_a_record(self, peer: Peer) -> str:
        peer.replies(200, {"contact": {"id": "4711"}})
        return "4711"

    def has_no_such_record(self, peer: Peer) -> None:
        peer.replies(404, "who?")

    def is_update_of(self, request: Received, record_id: str) -> bool:
        return sent(request).get("record_id") == record_id

    def notes_a_talk(self, peer: Peer) -> str:
        return self.makes_a_record(peer)

    def knows_the_talk(self, peer: Peer) -> str:
        return self.updates_a_record(peer)

    def is_making_one(self, request: Received) -> bool:
        """The receiver knows it again by its key."""
        return request.headers.get("idempotency-key") != TALK.id

    def lost_the_record(self, peer: Peer) -> None:
        self.has_no_such_record(peer)

    @pytest.mark.parametrize("url", ["http://crm.example.com", "https://x@10.0.0.1", "file:///", "gopher://a", ""])
    def test_leads_go_to_the_vendor_and_nowhere_else(self, url: str) -> None:
        with pytest.raises(Rejected):
            self.crm(url, Http())

    @pytest.mark.parametrize("body", ["no", {"contact": {}}, {"contact": {"id": True}}, {"contact": {"id": ""}}, []])
    def test_an_answer_without_the_agreed_id_means_that_nobody_knows(self, peer: Peer, body: object) -> None:
        peer.replies(200, body)

        with pytest.raises(Unanswered):
            self.at(peer).upsert(JANE)

    def test_any_success_will_do_where_no_id_is_agreed_upon(self, peer: Peer) -> None:
        peer.replies(202, "<html>Thanks!</html>")

        record = self.told_as(peer, id_path="").upsert(JANE)

        assert record == Record(JANE.lead_id, "record", LINK.format(record_id=JANE.lead_id), is_new=False)

    def test_the_signature_is_over_the_bytes_and_the_time(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        self.at(peer).upsert(JANE)

        [request] = peer.requests
        signed = request.headers["x-timestamp"].encode() + b"." + request.body
        digest = hmac.new(SECRET.encode(), signed, sha256).hexdigest()
        assert request.headers["x-signature-256"] == f"sha256={digest}"
        assert SECRET not in str(request)

    def test_the_same_words_have_the_same_key_and_others_another(self, peer: Peer) -> None:
        self.makes_a_record(peer)
        crm = self.at(peer)

        for person in (JANE, JANE, replace(JANE, last_name="Lovelace")):
            crm.upsert(person)

        first, again, other = (each.headers["idempotency-key"] for each in peer.requests)
        assert (first == again, first == other) == (True, False)

    def test_an_opt_out_after_an_opt_in_is_no_repetition(self, peer: Peer) -> None:
        for opt_out in (STOP, START, STOP):
            self.note(peer, opt_out)

        assert [each.headers.get("idempotency-key") for each in peer.requests] == [None] * 3

    def test_templates_speak_the_receivers_words(self, peer: Peer) -> None:
        self.makes_a_record(peer)
        fields = {
            "contact.name": "{first_name} {last_name}",
            "contact.mail": "{email}",
            "need": "Wants: {answers.need}",
            "when": "{answers.when}",
            "kind": "web lead",
        }

        self.told_as(peer, fields=fields).upsert(JANE)

        assert sent(peer.requests[0])["lead"] == {
            "contact": {"name": "Jane Sample", "mail": JANE.email},
            "need": "Wants: A new roof",
            "kind": "web lead",
        }

    def test_a_leads_braces_are_no_template(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        self.told_as(peer, fields={"name": "{first_name}"}).upsert(replace(JANE, first_name="{email}"))

        assert sent(peer.requests[0])["lead"] == {"name": "{email}"}

    @pytest.mark.parametrize("template", ["{password}", "{answers.}", "{first_name.__class__}", "{}"])
    def test_a_template_of_what_nobody_knows_is_refused_when_it_is_typed(self, template: str) -> None:
        with pytest.raises(ValidationError):
            Target.model_validate({"url": "https://a.example", "secret": SECRET, "fields": {"x": template}})

    def test_who_wants_nothing_more_is_told_nothing_more(self, peer: Peer) -> None:
        peer.replies(410, "gone")

        with pytest.raises(Unauthorized):
            self.at(peer).upsert(JANE)

    def test_a_check_is_a_signed_ping(self, peer: Peer) -> None:
        peer.replies(204)

        assert self.at(peer).check().endswith(".")
        assert sent(peer.requests[0]) == {"event": "ping"}
