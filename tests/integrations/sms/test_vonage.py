"""Vonage as a text messaging vendor: the contract, and what is Vonage's own."""

from base64 import b64encode
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

import pytest

from apps.integrations.errors import Unanswered, Unavailable, Unreadable
from apps.integrations.http import Http, Inbound
from apps.integrations.sms.base import OptOut, TextStatus
from apps.integrations.sms.vonage import STATUSES, Sms
from tests.contracts.outcomes import LEAD
from tests.contracts.peer import Peer
from tests.contracts.sms import CALLBACK_URL, NOON, ORDER, OUR_NUMBER, SmsContract
from tests.integrations.vonage_side import ACCOUNT, told

ID = "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"
REFERENCE = str(uuid5(NAMESPACE_URL, CALLBACK_URL))
LOGIN = {"sender": OUR_NUMBER, "api_key": "abcd1234", "api_secret": "a-secret-of-ours"}
NUMBERS = {"from": "12025550143", "to": "12025550100"}
WRITTEN = {"message_uuid": ID, **NUMBERS, "timestamp": "2026-11-22T12:00:01.000Z", "text": "Hi", "channel": "sms"}


def vendor(url: str, http: Http) -> Sms:
    return Sms(Sms.Settings.model_validate(ACCOUNT | LOGIN | {"base_url": url}), http)


ADAPTER = vendor("http://127.0.0.1:1", Http())


def status(said: str, **more: object) -> Inbound:
    return told(CALLBACK_URL, {"message_uuid": ID, "status": said, "timestamp": "2026-11-22T12:00:09.000Z", **more})


def record(message_id: str = ID, **more: object) -> dict[str, object]:
    kept = {"message_id": message_id, "from": "12025550100", "to": "12025550143", "status": "delivered"}
    return {**kept, "client_ref": REFERENCE, "date_received": "2026-11-22T12:00:01.000Z", **more}


class TestVonage(SmsContract):
    def vendor(self, url: str, http: Http) -> Sms:
        return vendor(url, http)

    def takes_the_text(self, peer: Peer) -> str:
        peer.replies(202, {"message_uuid": ID})
        return ID

    def knows_no_text(self, peer: Peer) -> None:
        peer.replies(200, {"request_status": "SUCCESS", "items_count": 0, "records": []})

    def test_a_text_is_sent_by_one_request(self, peer: Peer) -> None:
        self.takes_the_text(peer)

        self.at(peer).send(ORDER)

        [request] = peer.requests
        assert (request.method, request.path) == ("POST", "/v1/messages")
        assert request.json == {
            "message_type": "text",
            "channel": "sms",
            "to": "12025550143",
            "from": "12025550100",
            "text": ORDER.body,
            "ttl": 600,
            "client_ref": REFERENCE,
            "webhook_url": CALLBACK_URL,
            "webhook_version": "v1",
        }

    def test_a_text_is_found_by_its_reference_in_the_accounts_records(self, peer: Peer) -> None:
        others = record("elses", client_ref="another"), record("to another", to="12025550199")
        nameless = record("newer", client_ref=None, date_received="2026-11-22T12:00:09.000Z")
        old = record("old", date_received="2026-11-22T11:00:00.000Z")
        peer.replies(200, {"records": [record(), *others, nameless, old]})

        found = self.at(peer).find(ORDER, since=NOON)

        assert [each.provider_id for each in found] == ["newer", ID]
        assert found[0].status is TextStatus.DELIVERED
        [request] = peer.requests
        assert request.headers["authorization"] == f"Basic {b64encode(b'abcd1234:a-secret-of-ours').decode()}"
        assert request.query == {
            "account_id": "abcd1234",
            "product": "MESSAGES",
            "direction": "outbound",
            "date_start": "2026-11-22T11:59:55Z",
        }

    def test_a_record_without_a_time_is_no_record(self, peer: Peer) -> None:
        peer.replies(200, {"records": [record(date_received="soon")]})

        with pytest.raises(Unanswered):
            self.at(peer).find(ORDER, since=NOON)

    def test_an_answer_is_a_message_of_its_own(self, peer: Peer) -> None:
        self.takes_the_text(peer)
        sms = self.at(peer)

        document = sms.perform(told(CALLBACK_URL, WRITTEN), sms.acknowledge("Thanks"))

        assert document.status == 204
        wanted = {"to": "12025550143", "from": "12025550100", "text": "Thanks"}
        reference = {"client_ref": str(uuid5(NAMESPACE_URL, f"reply to {ID}"))}
        assert peer.requests[0].json == {"message_type": "text", "channel": "sms", **wanted, **reference}

    def test_an_answer_that_may_have_gone_is_not_asked_for_again(self, peer: Peer) -> None:
        peer.reset()
        sms = self.at(peer)

        assert sms.perform(told(CALLBACK_URL, WRITTEN), sms.acknowledge("Thanks")).status == 204

    def test_an_answer_that_surely_did_not_go_is(self, peer: Peer) -> None:
        peer.replies(429, {"title": "Rate Limit Hit"})
        sms = self.at(peer)

        with pytest.raises(Unavailable):
            sms.perform(told(CALLBACK_URL, WRITTEN), sms.acknowledge("Thanks"))

    def test_without_words_nothing_is_sent(self, peer: Peer) -> None:
        sms = self.at(peer)

        assert sms.perform(told(CALLBACK_URL, WRITTEN), sms.acknowledge()).status == 204
        assert not peer.requests


@pytest.mark.parametrize(("said", "meant"), list(STATUSES.items()))
def test_every_status_has_a_word_of_ours(said: str, meant: TextStatus) -> None:
    read = ADAPTER.read_status(status(said))

    assert (read.provider_id, read.status) == (ID, meant)
    assert read.occurred_at == datetime(2026, 11, 22, 12, 0, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "code", "cause"),
    [
        ("1050", "1050", "the number takes no texts from us"),
        (1070, "1070", "the Vonage account's credit does not suffice"),
        ("1330", "1330", "Vonage error 1330"),
        ("Rejected for +12025550143", "", ""),
    ],
)
def test_a_text_that_did_not_come_says_why_by_its_code_alone(title: object, code: str, cause: str) -> None:
    read = ADAPTER.read_status(status("rejected", error={"title": title, "detail": "to 12025550143"}))

    assert (read.code, read.cause) == (code, cause)


def test_a_status_of_tomorrow_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        ADAPTER.read_status(status("teleported"))


def test_what_people_write_is_read_with_whole_numbers() -> None:
    read = ADAPTER.read_reply(told(CALLBACK_URL, WRITTEN))

    assert (read.sender, read.to, read.body, read.opt_out) == (LEAD, OUR_NUMBER, "Hi", OptOut.NONE)


def test_a_status_is_nobodys_message() -> None:
    with pytest.raises(Unreadable):
        ADAPTER.read_reply(status("delivered", **NUMBERS))
