"""Aircall as a carrier: the contract, and that it names no call, ends none and signs nothing."""

import json
import time
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from apps.integrations.errors import BadSignature, Rejected, Unanswered, Unavailable, Unreadable
from apps.integrations.http import Http, Inbound
from apps.integrations.telephony.aircall import Telephony
from apps.integrations.telephony.base import CallStatus
from tests.contracts.outcomes import LEAD
from tests.contracts.peer import Peer
from tests.contracts.telephony import CALLBACK_URL, NOON, ORDER, OUR_NUMBER, TelephonyContract

REP = "+12025550110"
TOKEN = "the-webhooks-own-token"
ACCOUNT = {
    "api_id": "an-api-id",
    "api_token": "an-api-token",
    "number_id": "1234",
    "user_id": "456",
    "users": {REP: "789"},
    "webhook_token": TOKEN,
    "caller_id": OUR_NUMBER,
}
AT_NOON = int(NOON.timestamp())
CALL = {
    "id": 812,
    "direction": "outbound",
    "status": "initial",
    "started_at": AT_NOON + 1,
    "answered_at": None,
    "ended_at": None,
    "raw_digits": "+1 202-555-0143",
}
ENDED = CALL | {"status": "done", "ended_at": AT_NOON + 60}


def carrier(url: str, http: Http) -> Telephony:
    return Telephony(Telephony.Settings.model_validate(ACCOUNT | {"base_url": url}), http)


ADAPTER = carrier("http://127.0.0.1:1", Http())


def told(data: dict[str, object], event: str = "call.created", **more: object) -> Inbound:
    known = {"resource": "call", "event": event, "timestamp": AT_NOON, "token": TOKEN, "data": data}
    return Inbound("POST", CALLBACK_URL, {}, json.dumps(known | more).encode())


def found(*calls: dict[str, object], more: str | None = None) -> dict[str, object]:
    return {"meta": {"count": len(calls), "next_page_link": more}, "calls": list(calls)}


class TestAircall(TelephonyContract):
    def carrier(self, url: str, http: Http) -> Telephony:
        return carrier(url, http)

    def takes_the_call(self, peer: Peer) -> str:
        peer.replies(204)
        return ""

    def knows_no_call(self, peer: Peer) -> None:
        peer.replies(200, found())

    @pytest.mark.parametrize(("rep", "user"), [(REP, 789), ("", 456), ("+12025550119", 456)])
    def test_the_reps_own_app_is_asked_to_call(self, peer: Peer, rep: str, user: int) -> None:
        self.takes_the_call(peer)

        self.at(peer).place(replace(ORDER, rep_phone=rep))

        [request] = peer.requests
        assert (request.method, request.path) == ("POST", f"/v1/users/{user}/calls")
        assert request.json == {"number_id": 1234, "to": LEAD}
        assert request.headers["authorization"] == f"Basic {b64encode(b'an-api-id:an-api-token').decode()}"

    def test_an_app_that_is_closed_is_tried_again(self, peer: Peer) -> None:
        peer.replies(405, {"error": "Method Not Allowed"})

        with pytest.raises(Unavailable, match="app"):
            self.at(peer).place(ORDER)

    def test_a_minute_that_is_full_is_waited_out(self, peer: Peer) -> None:
        peer.replies(429, {"error": "Too many requests"}, {"X-AircallApi-Reset": str(int(time.time()) + 40)})

        with pytest.raises(Unavailable) as refusal:
            self.at(peer).place(ORDER)

        assert 30 < (refusal.value.retry_after_seconds or 0) <= 40

    def test_a_user_that_is_none_is_refused_before_anybody_is_asked(self, peer: Peer) -> None:
        settings = Telephony.Settings.model_validate(ACCOUNT | {"base_url": peer.url, "users": {REP: "Dana"}})

        with pytest.raises(Rejected, match="user"):
            Telephony(settings, Http()).place(replace(ORDER, rep_phone=REP))

        assert not peer.requests

    def test_a_call_is_found_by_whom_it_is_to_and_when(self, peer: Peer) -> None:
        others = CALL | {"id": 1, "raw_digits": "+1 202-555-0199"}, CALL | {"id": 2, "direction": "inbound"}
        peer.replies(200, found(*others, CALL | {"id": 3, "started_at": AT_NOON - 600}, CALL))

        [call] = self.at(peer).find(ORDER, since=NOON)

        assert (call.provider_id, call.status) == ("812", CallStatus.RINGING)
        assert call.placed_at == datetime(2026, 11, 22, 12, 0, 1, tzinfo=UTC)
        assert peer.requests[0].query["phone_number"] == LEAD

    def test_more_calls_than_one_page_are_no_empty_list(self, peer: Peer) -> None:
        peer.replies(200, found(more="https://api.aircall.io/v1/calls/search?page=2"))

        with pytest.raises(Unanswered):
            self.at(peer).find(ORDER, since=NOON)

    def test_only_the_rep_ends_a_call(self, peer: Peer) -> None:
        peer.replies(200, {"call": CALL})
        with pytest.raises(Rejected, match="rep"):
            self.at(peer).hang_up("812")

        peer.begin_anew()
        peer.replies(200, {"call": ENDED})
        self.at(peer).hang_up("812")

    def test_a_check_names_the_company(self, peer: Peer) -> None:
        peer.replies(200, {"company": {"name": "Acme", "users_count": 2}})

        assert self.at(peer).check() == "Connected to Acme at Aircall."


@pytest.mark.parametrize(
    ("event", "data", "status", "talk_seconds"),
    [
        ("call.created", CALL, CallStatus.RINGING, None),
        ("call.answered", CALL | {"status": "answered", "answered_at": AT_NOON + 9}, CallStatus.ANSWERED, None),
        ("call.hungup", ENDED | {"answered_at": AT_NOON + 9}, CallStatus.COMPLETED, 51),
        ("call.ended", ENDED | {"answered_at": AT_NOON + 9}, CallStatus.COMPLETED, 51),
        ("call.hungup", ENDED, CallStatus.NO_ANSWER, 0),
    ],
)
def test_what_happens_to_a_call_has_a_word_of_ours(
    event: str, data: dict[str, object], status: CallStatus, talk_seconds: int | None
) -> None:
    [news] = ADAPTER.read_account(told(data, event))

    assert (news.phone, news.call.provider_id) == (LEAD, "812")
    assert (news.call.status, news.call.talk_seconds) == (status, talk_seconds)
    assert news.call == ADAPTER.read_call(told(data, event))


def test_calls_that_come_in_and_whatever_is_no_call_are_nobodys_business() -> None:
    assert list(ADAPTER.read_account(told(CALL | {"direction": "inbound"}))) == []
    assert list(ADAPTER.read_account(told({"id": 1, "name": "Ada"}, "contact.created", resource="contact"))) == []


@pytest.mark.parametrize("data", [{"id": 1}, CALL | {"status": "teleported"}])
def test_unknown_news_is_unreadable(data: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        ADAPTER.read_account(told(data))


def test_only_the_webhooks_token_is_believed() -> None:
    ADAPTER.verify(told(CALL))

    for forged in ("another-token", "", TOKEN[:-1], "ä"):
        with pytest.raises(BadSignature):
            ADAPTER.verify(told(CALL, token=forged))
