"""Twilio as a text messaging vendor: the contract, and what is Twilio's own."""

from dataclasses import replace
from datetime import datetime, timedelta
from xml.etree import ElementTree

import orjson
import pytest
from pydantic import ValidationError

from apps.integrations.errors import Rejected, Unavailable, Unreadable
from apps.integrations.http import Http
from apps.integrations.sms.base import OptOut, TextStatus
from apps.integrations.sms.twilio import Sms
from tests.contracts.outcomes import LEAD
from tests.contracts.peer import Peer
from tests.contracts.sms import CALLBACK_URL, NOON, ORDER, OUR_NUMBER, SmsContract
from tests.integrations.twilio_side import ACCOUNT, API, TOKEN, posted, posted_sample, sample

SERVICE = "MG00000000000000000000000000000001"
SENT = orjson.loads(sample("twilio_message_201.json"))
SID = SENT["sid"]


def message(sid: str = SID, *, at: datetime = NOON, **traits: object) -> dict[str, object]:
    created = at.strftime("%a, %d %b %Y %H:%M:%S +0000")
    return {**SENT, "sid": sid, "date_created": created, "body": ORDER.body, **traits}


def listing(*messages: dict[str, object]) -> dict[str, object]:
    return {"messages": list(messages), "page": 0, "page_size": 50, "uri": "/x", "next_page_uri": None}


class TestTwilio(SmsContract):
    def vendor(self, url: str, http: Http) -> Sms:
        return Sms(Sms.Settings(**ACCOUNT, sender=OUR_NUMBER, base_url=f"{url}/twilio"), http)

    def takes_the_text(self, peer: Peer) -> str:
        peer.replies(201, sample("twilio_message_201.json"))
        return str(SID)

    def knows_no_text(self, peer: Peer) -> None:
        peer.replies(200, listing())

    def test_a_text_is_sent_by_one_form(self, peer: Peer) -> None:
        self.takes_the_text(peer)

        sent = self.at(peer).send(ORDER)

        [request] = peer.requests
        assert (request.method, request.path) == ("POST", f"/twilio{API}/Messages.json")
        assert sorted(request.form) == [
            ("Body", ORDER.body),
            ("From", OUR_NUMBER),
            ("StatusCallback", CALLBACK_URL),
            ("To", LEAD),
            ("ValidityPeriod", "600"),
        ]
        assert sent.status is TextStatus.QUEUED

    def test_a_messaging_service_stands_for_the_number(self, peer: Peer) -> None:
        self.takes_the_text(peer)

        self.at(peer).send(replace(ORDER, sender=SERVICE))

        form = dict(peer.requests[0].form)
        assert form["MessagingServiceSid"] == SERVICE
        assert "From" not in form

    def test_a_lead_who_has_opted_out_at_twilio_is_told_apart(self, peer: Peer) -> None:
        peer.replies(400, sample("twilio_error_21610.json"))

        with pytest.raises(Rejected) as refusal:
            self.at(peer).send(ORDER)

        assert refusal.value.code == "opted_out"

    def test_a_bad_number_is_refused_without_being_named(self, peer: Peer) -> None:
        peer.replies(400, sample("twilio_error_21211.json"))

        with pytest.raises(Rejected) as refusal:
            self.at(peer).send(ORDER)

        assert refusal.value.code == "21211"
        assert "+1202555" not in str(refusal.value)

    def test_a_full_queue_passes(self, peer: Peer) -> None:
        peer.replies(400, {"code": 21611})

        with pytest.raises(Unavailable):
            self.at(peer).send(ORDER)

    def test_only_our_own_fresh_texts_with_the_same_words_are_found(self, peer: Peer) -> None:
        peer.replies(
            200,
            listing(
                message("SM1", at=NOON - timedelta(seconds=5)),
                message("SM2", at=NOON + timedelta(seconds=9), status="delivered"),
                message("SM3", body="Something else"),
                message("SM4", direction="inbound"),
                message("SM5", at=NOON - timedelta(seconds=6)),
                message("SM6", body=f"Sent from your Twilio trial account - {ORDER.body}"),
            ),
        )

        found = self.at(peer).find(ORDER, since=NOON)

        assert [one.provider_id for one in found] == ["SM2", "SM6", "SM1"]
        assert found[0].status is TextStatus.DELIVERED

    def test_a_search_asks_for_both_numbers_and_no_day(self, peer: Peer) -> None:
        self.knows_no_text(peer)

        self.at(peer).find(ORDER, since=NOON)

        assert peer.requests[0].query == {"To": LEAD, "From": OUR_NUMBER, "PageSize": "50"}

    def test_a_messaging_services_texts_are_found_before_they_have_a_number(self, peer: Peer) -> None:
        other = "MG00000000000000000000000000000002"
        peer.replies(200, listing(message("SM1"), message("SM2", messaging_service_sid=other)))

        found = self.at(peer).find(replace(ORDER, sender=SERVICE), since=NOON)

        assert [one.provider_id for one in found] == ["SM1"]
        assert peer.requests[0].query == {"To": LEAD, "PageSize": "50"}


ADAPTER = Sms(Sms.Settings(**ACCOUNT, sender=OUR_NUMBER), Http())


@pytest.mark.parametrize(
    ("name", "status", "code", "cause"),
    [
        ("sent", TextStatus.SENT, "", ""),
        ("delivered", TextStatus.DELIVERED, "", ""),
        ("failed_30003", TextStatus.FAILED, "30003", "phone off"),
        ("undelivered_30006", TextStatus.UNDELIVERED, "30006", "landline"),
        ("undelivered_30034", TextStatus.UNDELIVERED, "30034", "not registered"),
    ],
)
def test_sample_news_is_read(name: str, status: TextStatus, code: str, cause: str) -> None:
    news = ADAPTER.read_status(posted_sample(CALLBACK_URL, f"twilio_status_{name}.form"))

    assert (news.provider_id, news.status, news.code) == (SID, status, code)
    assert cause in news.cause
    assert bool(news.cause) == bool(code)
    assert not news.is_opted_out


@pytest.mark.parametrize(("code", "is_opted_out"), [("21610", True), ("30007", False), ("39999", False)])
def test_opting_out_is_told_from_other_failures(code: str, *, is_opted_out: bool) -> None:
    fields = [("MessageSid", SID), ("MessageStatus", "failed"), ("ErrorCode", code)]

    news = ADAPTER.read_status(posted(CALLBACK_URL, fields))

    assert news.is_opted_out is is_opted_out
    assert news.cause


@pytest.mark.parametrize("said", ["received", "", "levitating"])
def test_unknown_news_is_unreadable(said: str) -> None:
    with pytest.raises(Unreadable):
        ADAPTER.read_status(posted(CALLBACK_URL, [("MessageSid", SID), ("MessageStatus", said)]))


@pytest.mark.parametrize(
    ("name", "body", "opt_out"),
    [
        ("inbound", "Yes, 3pm works", OptOut.NONE),
        ("inbound_stop", "STOP", OptOut.STOP),
        ("inbound_stop_default", "Stop", OptOut.NONE),
        ("inbound_start", "START", OptOut.START),
    ],
)
def test_sample_replies_are_read(name: str, body: str, opt_out: OptOut) -> None:
    reply = ADAPTER.read_reply(posted_sample(CALLBACK_URL, f"twilio_{name}.form"))

    assert (reply.sender, reply.to) == (LEAD, OUR_NUMBER)
    assert (reply.body, reply.opt_out) == (body, opt_out)


def test_an_acknowledgement_may_answer() -> None:
    silent, answering = ADAPTER.acknowledge(), ADAPTER.acknowledge("Bye <3 & thanks")

    assert list(ElementTree.fromstring(silent.body)) == []
    assert [verb.text for verb in ElementTree.fromstring(answering.body)] == ["Bye <3 & thanks"]
    assert silent.content_type.startswith("text/xml")


def test_settings_pasted_with_blanks_around_them_are_taken() -> None:
    settings = Sms.Settings(
        account_sid=f" {ACCOUNT['account_sid']}\n", auth_token=f" {TOKEN} ", sender=f"{OUR_NUMBER} "
    )

    assert settings == Sms.Settings(**ACCOUNT, sender=OUR_NUMBER)


@pytest.mark.parametrize("sender", ["", "12025550100", "MG1"])
def test_a_sender_is_a_number_or_a_messaging_service(sender: str) -> None:
    with pytest.raises(ValidationError):
        Sms.Settings(**ACCOUNT, sender=sender)
