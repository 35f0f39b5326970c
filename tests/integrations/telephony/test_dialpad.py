"""Dialpad as a carrier: the contract, its five calls a minute, its signed tokens, and a list of what is over alone."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.integrations.errors import BadSignature, Rejected, Unanswered, Unavailable, Unreadable
from apps.integrations.http import Http, Inbound
from apps.integrations.telephony.base import CallStatus
from apps.integrations.telephony.dialpad import Telephony
from tests.contracts.outcomes import LEAD
from tests.contracts.peer import Peer
from tests.contracts.telephony import CALLBACK_URL, NOON, ORDER, OUR_NUMBER, TelephonyContract
from tests.integrations.vonage_side import token

REP = "+12025550110"
SECRET = "a-secret-of-the-webhooks"
ACCOUNT = {
    "api_key": "an-api-key",
    "user_id": "456",
    "users": {REP: "789"},
    "webhook_secret": SECRET,
    "caller_id": OUR_NUMBER,
}
ID = 5780678926139392
AT_NOON = int(NOON.timestamp() * 1000)
CALL = {
    "call_id": ID,
    "state": "calling",
    "direction": "outbound",
    "custom_data": CALLBACK_URL,
    "external_number": LEAD,
    "date_started": AT_NOON + 1_000,
}
ENDED = CALL | {"state": "hangup", "date_ended": AT_NOON + 61_000}


def carrier(url: str, http: Http) -> Telephony:
    return Telephony(Telephony.Settings.model_validate(ACCOUNT | {"base_url": url}), http)


ADAPTER = carrier("http://127.0.0.1:1", Http())


def told(event: dict[str, object], *, secret: str = SECRET) -> Inbound:
    return Inbound("POST", CALLBACK_URL, {"Content-Type": "application/jwt"}, token(event, secret=secret).encode())


class TestDialpad(TelephonyContract):
    def carrier(self, url: str, http: Http) -> Telephony:
        return carrier(url, http)

    def takes_the_call(self, peer: Peer) -> str:
        peer.replies(200, {"call_id": ID})
        return str(ID)

    def knows_no_call(self, peer: Peer) -> None:
        peer.replies(200, {"items": []})

    @pytest.mark.parametrize(("rep", "user"), [(REP, 789), ("", 456)])
    def test_the_reps_devices_are_rung_and_the_order_comes_back_with_the_news(
        self, peer: Peer, rep: str, user: int
    ) -> None:
        self.takes_the_call(peer)

        self.at(peer).place(replace(ORDER, rep_phone=rep))

        [request] = peer.requests
        assert (request.method, request.path) == ("POST", "/api/v2/call")
        assert request.headers["authorization"] == "Bearer an-api-key"
        assert request.json == {
            "phone_number": LEAD,
            "user_id": user,
            "outbound_caller_id": OUR_NUMBER,
            "custom_data": CALLBACK_URL,
        }

    def test_a_rep_who_was_rung_five_times_has_a_break(self, peer: Peer) -> None:
        peer.replies(429, {"error": {"message": "Rate limit"}})

        with pytest.raises(Unavailable, match="five") as refusal:
            self.at(peer).place(ORDER)

        assert refusal.value.retry_after_seconds == 12

    def test_a_rep_who_is_in_a_call_is_tried_again(self, peer: Peer) -> None:
        peer.replies(400, {"error": {"message": "User is currently on a call"}})

        with pytest.raises(Unavailable, match="in a call"):
            self.at(peer).place(ORDER)

    def test_a_call_that_is_over_is_found_by_what_it_was_ordered_with(self, peer: Peer) -> None:
        peer.replies(200, {"items": [ENDED | {"call_id": 1, "custom_data": "another"}, ENDED]})

        [found] = self.at(peer).find(ORDER, since=NOON)

        assert (found.provider_id, found.status) == (str(ID), CallStatus.NO_ANSWER)
        assert found.placed_at == datetime(2026, 11, 22, 12, 0, 1, tzinfo=UTC)
        assert peer.requests[0].query == {"started_after": str(AT_NOON - 5_000)}

    def test_as_long_as_it_may_go_on_an_empty_list_proves_nothing(self, peer: Peer) -> None:
        peer.replies(200, {"items": []})
        longest = timedelta(seconds=ORDER.ring_seconds + ORDER.most_seconds)

        with pytest.raises(Unanswered, match="goes on"):
            self.at(peer).find(ORDER, since=datetime.now(UTC) - longest + timedelta(seconds=60))

        assert list(self.at(peer).find(ORDER, since=datetime.now(UTC) - longest - timedelta(seconds=60))) == []

    def test_a_call_is_ended_by_one_order(self, peer: Peer) -> None:
        peer.replies(204)

        self.at(peer).hang_up(str(ID))

        assert [(each.method, each.path) for each in peer.requests] == [("PUT", f"/api/v2/call/{ID}/actions/hangup")]

    def test_a_call_that_is_over_needs_no_hanging_up_and_one_that_is_not_does(self, peer: Peer) -> None:
        peer.replies(400)
        peer.replies(200, ENDED)
        self.at(peer).hang_up(str(ID))

        peer.begin_anew()
        peer.replies(400)
        peer.replies(200, CALL)
        with pytest.raises(Rejected):
            self.at(peer).hang_up(str(ID))

    def test_a_check_names_the_company(self, peer: Peer) -> None:
        peer.replies(200, {"id": 1, "name": "Acme"})

        assert self.at(peer).check() == "Connected to Acme at Dialpad."


@pytest.mark.parametrize(
    ("event", "status", "talk_seconds"),
    [
        (CALL, CallStatus.RINGING, None),
        (CALL | {"state": "ringing"}, CallStatus.RINGING, None),
        (CALL | {"state": "connected", "date_connected": AT_NOON + 9_000}, CallStatus.ANSWERED, None),
        (ENDED | {"date_connected": AT_NOON + 9_400}, CallStatus.COMPLETED, 52),
        (ENDED, CallStatus.NO_ANSWER, 0),
        (CALL | {"state": "missed"}, CallStatus.NO_ANSWER, 0),
    ],
)
def test_what_happens_to_a_call_has_a_word_of_ours(
    event: dict[str, object], status: CallStatus, talk_seconds: int | None
) -> None:
    [news] = ADAPTER.read_account(told(event))

    assert (news.phone, news.status_url, news.call.provider_id) == (LEAD, CALLBACK_URL, str(ID))
    assert (news.call.status, news.call.talk_seconds) == (status, talk_seconds)


def test_it_rings_when_that_is_told_and_not_when_it_was_ordered() -> None:
    [news] = ADAPTER.read_account(told(CALL | {"event_timestamp": AT_NOON + 3_000}))

    assert news.call.occurred_at == datetime(2026, 11, 22, 12, 0, 3, tzinfo=UTC)
    assert news.began_at == datetime(2026, 11, 22, 12, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "event", [CALL | {"direction": "inbound"}, CALL | {"state": "transcription"}, CALL | {"external_number": None}]
)
def test_what_else_happens_in_the_company_is_nobodys_business(event: dict[str, object]) -> None:
    assert list(ADAPTER.read_account(told(event))) == []


def test_unknown_news_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        ADAPTER.read_call(told(CALL | {"state": "teleported"}))


def test_only_a_token_of_the_webhooks_secret_is_believed() -> None:
    ADAPTER.verify(told(CALL))

    plain = Inbound("POST", CALLBACK_URL, {}, json.dumps(CALL).encode())
    for forged in (told(CALL, secret="another-secret"), plain, replace(plain, body=b"")):
        with pytest.raises(BadSignature):
            ADAPTER.verify(forged)
