"""Plivo as a text messaging vendor: the contract, and what is Plivo's own."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from apps.integrations.errors import Unreadable
from apps.integrations.http import Http
from apps.integrations.sms.base import OptOut, TextStatus
from apps.integrations.sms.plivo import STATUSES, Sms
from tests.contracts.outcomes import LEAD
from tests.contracts.peer import Peer
from tests.contracts.sms import CALLBACK_URL, NOON, ORDER, OUR_NUMBER, SmsContract
from tests.integrations.plivo_side import ACCOUNT, AUTH_ID, posted

ID = "db3ce55a-7f1d-11e1-8ea7-1231380bc196"


def vendor(url: str, http: Http) -> Sms:
    return Sms(Sms.Settings.model_validate(ACCOUNT | {"sender": OUR_NUMBER, "base_url": url}), http)


ADAPTER = vendor("http://127.0.0.1:1", Http())
WRITTEN = posted(CALLBACK_URL, [("From", "12025550143"), ("To", "12025550100"), ("Text", "Hi"), ("MessageUUID", ID)])


def kept(uuid: str = ID, at: str = "2026-11-22 12:00:01+00:00", to: str = "12025550143") -> dict[str, str]:
    numbers = {"from_number": "12025550100", "to_number": to}
    return {"message_uuid": uuid, "message_state": "sent", "message_time": at, **numbers}


class TestPlivo(SmsContract):
    def vendor(self, url: str, http: Http) -> Sms:
        return vendor(url, http)

    def takes_the_text(self, peer: Peer) -> str:
        peer.replies(202, {"message": "message(s) queued", "message_uuid": [ID], "api_id": "1"})
        return ID

    def knows_no_text(self, peer: Peer) -> None:
        peer.replies(200, {"objects": []})

    def test_a_text_is_sent_by_one_request(self, peer: Peer) -> None:
        self.takes_the_text(peer)

        self.at(peer).send(ORDER)

        [request] = peer.requests
        assert (request.method, request.path) == ("POST", f"/v1/Account/{AUTH_ID}/Message/")
        assert request.json == {
            "src": "12025550100",
            "dst": "12025550143",
            "text": ORDER.body,
            "type": "sms",
            "url": CALLBACK_URL,
            "method": "POST",
            "message_expiry": 600,
        }

    def test_a_text_is_found_by_sender_receiver_and_time(self, peer: Peer) -> None:
        old, other = kept("old", "2026-11-22 11:00:00+00:00"), kept("other", to="12025550199")
        peer.replies(200, {"objects": [kept(), old, other, kept("newer", "2026-11-22 12:00:09")]})

        found = self.at(peer).find(ORDER, since=NOON)

        assert [each.provider_id for each in found] == ["newer", ID]
        assert found[0].status is TextStatus.SENT


@pytest.mark.parametrize(("said", "status"), list(STATUSES.items()))
def test_every_status_has_a_word_of_ours(said: str, status: TextStatus) -> None:
    assert ADAPTER.read_status(posted(CALLBACK_URL, [("MessageUUID", ID), ("Status", said)])).status is status


@pytest.mark.parametrize(
    ("code", "cause", "is_opted_out"),
    [("000", "", False), ("80", "phone off or out of reach", False), ("200", "opted out (STOP)", True)],
)
def test_a_text_that_did_not_come_says_why(code: str, cause: str, is_opted_out: bool) -> None:
    told = [("MessageUUID", ID), ("Status", "failed"), ("ErrorCode", code)]
    came = posted(CALLBACK_URL, [*told, ("DeliveryReportTime", "2026-11-22 12:00:09")])

    read = ADAPTER.read_status(came)

    assert (read.cause, read.is_opted_out) == (cause, is_opted_out)
    assert read.occurred_at == datetime(2026, 11, 22, 12, 0, 9, tzinfo=UTC)


def test_a_status_of_tomorrow_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        ADAPTER.read_status(posted(CALLBACK_URL, [("MessageUUID", ID), ("Status", "teleported")]))


def test_what_people_write_is_read_with_whole_numbers() -> None:
    read = ADAPTER.read_reply(WRITTEN)

    assert (read.sender, read.to, read.body, read.opt_out) == (LEAD, OUR_NUMBER, "Hi", OptOut.NONE)


def test_an_answer_names_who_writes_to_whom() -> None:
    document = ADAPTER.perform(WRITTEN, ADAPTER.acknowledge("Thanks & bye <3"))

    [message] = ElementTree.fromstring(document.body)
    assert (message.tag, message.text) == ("Message", "Thanks & bye <3")
    assert message.attrib == {"src": "12025550100", "dst": "12025550143"}


def test_without_words_nothing_is_sent() -> None:
    assert list(ElementTree.fromstring(ADAPTER.perform(WRITTEN, ADAPTER.acknowledge()).body)) == []
