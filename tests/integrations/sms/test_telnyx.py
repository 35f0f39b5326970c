"""Telnyx as a text messaging vendor: the contract, and what is Telnyx's own."""

import json
from datetime import UTC, datetime

import orjson
import pytest

from apps.integrations.charges import Charge
from apps.integrations.errors import Rejected, Unreadable
from apps.integrations.http import Http
from apps.integrations.sms.base import OptOut, TextStatus
from apps.integrations.sms.telnyx import STATUSES, Sms
from apps.integrations.wire.telnyx import key_for
from tests.contracts.outcomes import LEAD
from tests.contracts.peer import Peer
from tests.contracts.sms import CALLBACK_URL, NOON, ORDER, OUR_NUMBER, SmsContract
from tests.integrations.telnyx_side import ACCOUNT, PUBLIC_KEY, event, sample, signed

ID = orjson.loads(sample("telnyx_message_200.json"))["data"]["id"]


def vendor(url: str, http: Http) -> Sms:
    return Sms(Sms.Settings.model_validate(ACCOUNT | {"sender": OUR_NUMBER, "base_url": url}), http)


ADAPTER = vendor("http://127.0.0.1:1", Http())


def record(uuid: str = "m1", created_at: str = "2026-11-22T12:00:01Z") -> dict[str, str]:
    return {"uuid": uuid, "cli": OUR_NUMBER, "cld": LEAD, "status": "delivered", "created_at": created_at}


class TestTelnyx(SmsContract):
    def vendor(self, url: str, http: Http) -> Sms:
        return vendor(url, http)

    def takes_the_text(self, peer: Peer) -> str:
        peer.replies(200, sample("telnyx_message_200.json"))
        return str(ID)

    def knows_no_text(self, peer: Peer) -> None:
        peer.replies(200, {"data": []})

    def test_a_text_is_sent_under_the_key_of_its_token(self, peer: Peer) -> None:
        self.takes_the_text(peer)

        self.at(peer).send(ORDER)

        [request] = peer.requests
        assert (request.method, request.path) == ("POST", "/messages")
        assert request.headers["idempotency-key"] == key_for(CALLBACK_URL)
        assert request.json == {
            "from": OUR_NUMBER,
            "to": LEAD,
            "text": ORDER.body,
            "type": "SMS",
            "webhook_url": CALLBACK_URL,
            "use_profile_webhooks": False,
        }

    @pytest.mark.parametrize("status", [400, 403, 409, 422])
    def test_who_has_opted_out_is_told_apart(self, peer: Peer, status: int) -> None:
        peer.replies(status, sample("telnyx_error_40300.json"))

        with pytest.raises(Rejected, match="opted out") as refusal:
            self.at(peer).send(ORDER)

        assert refusal.value.code == "opted_out"

    def test_a_text_is_found_by_sender_receiver_and_time(self, peer: Peer) -> None:
        old = record("old", "2026-11-22T11:00:00Z")
        peer.replies(200, {"data": [record("m1"), old, record("m2", "2026-11-22T12:00:09Z")]})

        found = self.at(peer).find(ORDER, since=NOON)

        assert [(each.provider_id, each.status) for each in found] == [
            ("m2", TextStatus.DELIVERED),
            ("m1", TextStatus.DELIVERED),
        ]
        query = peer.requests[0].query
        assert (query["filter[cli]"], query["filter[cld]"]) == (OUR_NUMBER, LEAD)
        assert query["filter[created_at][gte]"] == "2026-11-22T11:59:55+00:00"

    def test_what_a_text_cost_is_told(self, peer: Peer) -> None:
        peer.replies(200, sample("telnyx_message_200.json"))

        assert self.at(peer).charge("m/1") == Charge(4_000, "USD")
        assert peer.requests[0].path == "/messages/m%2F1"

    def test_a_text_without_a_price_has_none_yet(self, peer: Peer) -> None:
        peer.replies(200, {"data": {"id": "m1", "cost": None}})

        assert self.at(peer).charge("m1") is None

    def test_a_check_knows_both_keys(self, peer: Peer) -> None:
        peer.replies(200, {"data": {"public": PUBLIC_KEY}})

        assert self.at(peer).check() == "Telnyx knows the key."

    def test_a_reply_is_a_message_of_its_own_and_one_however_often_it_is_asked_for(self, peer: Peer) -> None:
        self.takes_the_text(peer)
        came, sms = signed(CALLBACK_URL, sample("telnyx_inbound.json")), self.at(peer)

        answers = [sms.perform(came, sms.acknowledge("Help is near")) for _ in range(2)]

        first, again = peer.requests
        assert [answer.status for answer in answers] == [204, 204]
        assert first.json == {"from": OUR_NUMBER, "to": LEAD, "text": "Help is near", "type": "SMS"}
        assert first.headers["idempotency-key"] == again.headers["idempotency-key"]

    def test_who_has_stopped_us_gets_no_reply(self, peer: Peer) -> None:
        peer.replies(400, sample("telnyx_error_40300.json"))
        sms = self.at(peer)

        answer = sms.perform(signed(CALLBACK_URL, sample("telnyx_inbound.json")), sms.acknowledge("You are out"))

        assert answer.status == 204

    def test_without_words_nothing_is_sent(self, peer: Peer) -> None:
        sms = self.at(peer)

        sms.perform(signed(CALLBACK_URL, sample("telnyx_inbound.json")), sms.acknowledge())

        assert not peer.requests


def test_a_delivered_text_is_read_from_the_sample() -> None:
    read = ADAPTER.read_status(signed(CALLBACK_URL, sample("telnyx_webhook_finalized.json")))

    assert (read.provider_id, read.status, read.code, read.cause) == (ID, TextStatus.DELIVERED, "", "")
    assert read.occurred_at == datetime(2026, 11, 22, 15, 26, 1, tzinfo=UTC)


def test_a_text_that_did_not_come_says_why() -> None:
    read = ADAPTER.read_status(signed(CALLBACK_URL, sample("telnyx_webhook_failed.json")))

    assert (read.status, read.code, read.cause) == (TextStatus.UNDELIVERED, "40001", "landline or unreachable carrier")
    assert not read.is_opted_out


@pytest.mark.parametrize(("said", "status"), list(STATUSES.items()))
def test_every_status_has_a_word_of_ours(said: str, status: TextStatus) -> None:
    told = event(CALLBACK_URL, "message.finalized", id="m1", to=[{"phone_number": LEAD, "status": said}])

    assert ADAPTER.read_status(told).status is status


def test_news_of_a_stop_is_told_apart() -> None:
    gone = {"phone_number": LEAD, "status": "delivery_failed"}

    told = event(CALLBACK_URL, "message.finalized", id="m1", to=[gone], errors=[{"code": "40300"}])

    assert ADAPTER.read_status(told).is_opted_out


def test_a_reply_is_read_from_the_sample_and_their_stop_is_a_stop() -> None:
    read = ADAPTER.read_reply(signed(CALLBACK_URL, sample("telnyx_inbound.json")))

    assert (read.sender, read.to, read.body, read.opt_out) == (LEAD, OUR_NUMBER, "STOP", OptOut.STOP)


@pytest.mark.parametrize(
    ("body", "opt_out"),
    [("Stop  All", OptOut.STOP), ("unstop", OptOut.START), ("STOP PLEASE", OptOut.NONE), ("revoke", OptOut.NONE)],
)
def test_only_the_words_that_telnyx_obeys_are_its_own(body: str, opt_out: OptOut) -> None:
    told = json.loads(sample("telnyx_inbound.json"))
    told["data"]["payload"]["text"] = body

    assert ADAPTER.read_reply(signed(CALLBACK_URL, json.dumps(told).encode())).opt_out is opt_out


def test_what_we_sent_is_nobodys_reply() -> None:
    with pytest.raises(Unreadable):
        ADAPTER.read_reply(signed(CALLBACK_URL, sample("telnyx_webhook_finalized.json")))
