"""Vonage as a carrier: the contract, what it tells, and the documents that it is given."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unreadable
from apps.integrations.http import Document, Http, Inbound
from apps.integrations.telephony.base import AnswerScript, CallStatus, Met
from apps.integrations.telephony.vonage import Telephony
from tests.contracts.peer import Peer
from tests.contracts.telephony import CALLBACK_URL, NOON, ORDER, OUR_NUMBER, TelephonyContract
from tests.integrations.vonage_side import ACCOUNT, told

ID = "63f61863-4a51-4f6b-86e1-46edebcf9356"
MACHINE_URL = "https://app.example.test/hooks/calls/tok_0001/machine"
LISTED: dict[str, object] = {
    "uuid": ID,
    "status": "ringing",
    "to": {"type": "phone", "number": "12025550143"},
    "from": {"type": "phone", "number": "12025550100"},
}


def carrier(url: str, http: Http) -> Telephony:
    return Telephony(Telephony.Settings.model_validate(ACCOUNT | {"caller_id": OUR_NUMBER, "base_url": url}), http)


ADAPTER = carrier("http://127.0.0.1:1", Http())


def news(**fields: object) -> Inbound:
    return told(CALLBACK_URL, {"uuid": ID, "timestamp": "2026-11-22T15:26:08.000Z", **fields})


def of_a_leg(status: str) -> Inbound:
    url = f"https://app.example.test/d?call={ID}&news=https%3A%2F%2Fx.example%2Fstatus"
    return told(url, {"uuid": "the leg's own", "status": status})


def actions(document: Document) -> list[dict[str, object]]:
    read: list[dict[str, object]] = json.loads(document.body)
    return read


def listed(*calls: dict[str, object], count: int = 0) -> dict[str, object]:
    return {"count": count or len(calls), "_embedded": {"calls": list(calls)}}


class TestVonage(TelephonyContract):
    def carrier(self, url: str, http: Http) -> Telephony:
        return carrier(url, http)

    def takes_the_call(self, peer: Peer) -> str:
        peer.replies(201, {"uuid": ID, "status": "started", "direction": "outbound", "conversation_uuid": "CON-1"})
        return ID

    def knows_no_call(self, peer: Peer) -> None:
        peer.replies(200, listed())

    def test_a_call_is_asked_for_by_one_request(self, peer: Peer) -> None:
        self.takes_the_call(peer)

        self.at(peer).place(ORDER)

        [request] = peer.requests
        assert (request.method, request.path) == ("POST", "/v1/calls")
        assert request.headers["authorization"].startswith("Bearer ")
        told_at = "https%3A%2F%2Fapp.example.test%2Fhooks%2Fcalls%2Ftok_0001%2Fstatus"
        assert request.json == {
            "to": [{"type": "phone", "number": "12025550143"}],
            "from": {"type": "phone", "number": "12025550100"},
            "answer_url": [f"{ORDER.answer_url}?news={told_at}"],
            "answer_method": "POST",
            "event_url": [ORDER.status_url],
            "event_method": "POST",
            "ringing_timer": 21,
            "length_timer": 333,
        }

    def test_detection_listens_beside_the_call_until_the_beep(self, peer: Peer) -> None:
        self.takes_the_call(peer)

        self.at(peer).place(replace(ORDER, machine_url=MACHINE_URL, ring_seconds=500))

        wanted = peer.requests[0].json
        assert isinstance(wanted, dict)
        assert wanted["advanced_machine_detection"] == {"behavior": "continue", "mode": "detect_beep"}
        assert wanted["event_url"][0].startswith(f"{ORDER.status_url}?machine=https%3A")
        assert wanted["ringing_timer"] == 120

    def test_a_key_that_is_none_is_the_teams_business_and_goes_nowhere(self, peer: Peer) -> None:
        settings = ACCOUNT | {"caller_id": OUR_NUMBER, "base_url": peer.url, "private_key": "x" * 200}

        with pytest.raises(Rejected, match="private key"):
            Telephony(Telephony.Settings.model_validate(settings), Http()).place(ORDER)

        assert not peer.requests

    def test_a_call_is_found_among_others(self, peer: Peer) -> None:
        other = LISTED | {"uuid": "other", "to": {"number": "12025550199"}}
        old = LISTED | {"uuid": "old", "start_time": "2026-11-22T11:00:00.000Z"}
        begun = LISTED | {"uuid": "begun", "status": "answered", "start_time": "2026-11-22T12:00:01.000Z"}
        peer.replies(200, listed(other, old, begun, LISTED))

        found = self.at(peer).find(ORDER, since=NOON)

        assert [(call.provider_id, call.status) for call in found] == [
            (ID, CallStatus.RINGING),
            ("begun", CallStatus.ANSWERED),
        ]
        assert peer.requests[0].query["date_start"] == "2026-11-22T11:59:55Z"

    def test_a_list_of_several_pages_is_read_to_its_end(self, peer: Peer) -> None:
        peer.replies(200, listed(count=101))
        peer.replies(200, listed(LISTED, count=101))

        assert [call.provider_id for call in self.at(peer).find(ORDER, since=NOON)] == [ID]
        assert [request.query["record_index"] for request in peer.requests] == ["0", "100"]

    def test_more_calls_than_can_be_looked_through_are_no_empty_list(self, peer: Peer) -> None:
        peer.replies(200, listed(count=10_000))

        with pytest.raises(Unanswered, match="more calls"):
            self.at(peer).find(ORDER, since=NOON)

    def test_how_a_call_stands_is_asked(self, peer: Peer) -> None:
        ended = {"status": "completed", "duration": "42", "end_time": "2026-11-22T12:00:50.000Z"}
        peer.replies(200, LISTED | ended)

        read = self.at(peer).fetch(ID)

        assert (read.status, read.talk_seconds) == (CallStatus.COMPLETED, 42)
        assert read.occurred_at == datetime(2026, 11, 22, 12, 0, 50, tzinfo=UTC)

    def test_a_call_is_ended_by_one_order(self, peer: Peer) -> None:
        peer.replies(204)

        self.at(peer).hang_up(ID)

        [request] = peer.requests
        assert (request.method, request.path, request.json) == ("PUT", f"/v1/calls/{ID}", {"action": "hangup"})

    def test_a_call_that_is_over_needs_no_hanging_up_and_one_that_is_not_does(self, peer: Peer) -> None:
        peer.replies(400, {"title": "Bad Request"})
        peer.replies(200, LISTED | {"status": "completed"})
        self.at(peer).hang_up(ID)

        peer.begin_anew()
        peer.replies(400, {"title": "Bad Request"})
        peer.replies(200, LISTED)
        with pytest.raises(Rejected):
            self.at(peer).hang_up(ID)

    def test_an_empty_account_is_the_teams_business(self, peer: Peer) -> None:
        peer.replies(402, {"title": "Low balance"})

        with pytest.raises(Unauthorized, match="credit"):
            self.at(peer).place(ORDER)

    def test_a_check_asks_for_nothing_but_a_list(self, peer: Peer) -> None:
        peer.replies(200, listed())

        assert self.at(peer).check().startswith("Vonage knows the application")
        assert [(each.method, each.path) for each in peer.requests] == [("GET", "/v1/calls")]


@pytest.mark.parametrize(
    ("said", "status", "cause"),
    [
        ({"status": "started"}, CallStatus.QUEUED, ""),
        ({"status": "ringing"}, CallStatus.RINGING, ""),
        ({"status": "answered"}, CallStatus.ANSWERED, ""),
        ({}, CallStatus.ANSWERED, ""),
        ({"status": "completed"}, CallStatus.COMPLETED, ""),
        ({"status": "busy"}, CallStatus.BUSY, "busy"),
        ({"status": "timeout"}, CallStatus.NO_ANSWER, "nobody answered"),
        ({"status": "unanswered"}, CallStatus.NO_ANSWER, "nobody answered"),
        ({"status": "unanswered", "detail": "declined"}, CallStatus.NO_ANSWER, "declined"),
        ({"status": "cancelled"}, CallStatus.CANCELED, "ended before an answer"),
        ({"status": "rejected"}, CallStatus.FAILED, "refused by the carrier"),
        ({"status": "failed"}, CallStatus.FAILED, "could not be connected"),
        ({"status": "failed", "sip_code": 404}, CallStatus.FAILED, "number not in service (404)"),
        ({"status": "failed", "detail": "cannot_route"}, CallStatus.FAILED, "no route to the number"),
    ],
)
def test_every_state_has_a_word_of_ours(said: dict[str, object], status: CallStatus, cause: str) -> None:
    read = ADAPTER.read_call(news(**said))

    assert (read.provider_id, read.status, read.cause) == (ID, status, cause)


def test_the_news_of_an_ended_call_is_read_whole() -> None:
    read = ADAPTER.read_call(news(status="completed", duration="42", end_time="2026-11-22T15:26:07.000Z", rate=""))

    assert (read.talk_seconds, read.occurred_at) == (42, datetime(2026, 11, 22, 15, 26, 7, tzinfo=UTC))


@pytest.mark.parametrize("fields", [{"status": "pondering"}, {"uuid": "", "reason": "Syntax error in NCCO."}])
def test_unknown_news_is_unreadable(fields: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        ADAPTER.read_call(news(**fields))


@pytest.mark.parametrize(
    ("said", "met"),
    [
        ({"status": "human"}, Met.PERSON),
        ({"status": "machine"}, Met.MACHINE),
        ({"status": "machine", "sub_state": "beep_start"}, Met.MACHINE_DONE),
        ({"status": "machine", "sub_state": "beep_timeout"}, Met.MACHINE),
        ({"status": "ringing"}, Met.UNKNOWN),
    ],
)
def test_who_picked_up_is_told_where_all_else_is(said: dict[str, object], met: Met) -> None:
    came = told(f"{CALLBACK_URL}?machine=https%3A%2F%2Fx.example%2Fm%2F", {"call_uuid": ID, **said})

    assert ADAPTER.read_met(came) is met
    assert ADAPTER.meant_for(came) == ("" if met is Met.UNKNOWN else "https://x.example/m/")


def test_a_leg_that_goes_on_is_news_of_its_call_and_asks_for_nothing() -> None:
    came = of_a_leg("ringing")

    read = ADAPTER.read_call(came)

    assert ADAPTER.meant_for(came) == "https://x.example/status"
    assert (read.provider_id, read.status) == (ID, CallStatus.ANSWERED)


@pytest.mark.parametrize("status", ["timeout", "busy", "failed", "disconnected"])
def test_a_leg_that_came_to_nothing_asks_what_comes_next(status: str) -> None:
    assert ADAPTER.meant_for(of_a_leg(status)) == ""


def test_a_whisper_that_is_fetched_without_a_body_is_meant_for_where_it_came() -> None:
    came = Inbound("GET", "https://app.example.test/w?crm_id=7", {}, b"")

    assert ADAPTER.meant_for(came) == ""
    assert ADAPTER.perform(came, ADAPTER.whisper("Ada")) == ADAPTER.whisper("Ada")


def test_the_answer_speaks_and_then_rings_the_rep() -> None:
    script = AnswerScript(
        "Hi <Ada> & co",
        language="es-US",
        rep_phone="+12025550110",
        whisper_url="https://x.example/w?a=1",
        done_url="https://x.example/d",
        ring_seconds=17,
    )

    talk, connect = actions(ADAPTER.answer(script))

    assert talk == {"action": "talk", "text": "Hi <Ada> & co", "language": "es-US"}
    assert connect == {
        "action": "connect",
        "eventType": "synchronous",
        "eventUrl": ["https://x.example/d"],
        "from": "12025550100",
        "timeout": 17,
        "endpoint": [{"type": "phone", "number": "12025550110", "onAnswer": {"url": "https://x.example/w?a=1"}}],
    }


def test_the_agents_call_is_streamed_and_the_stream_says_whose_it_is() -> None:
    script = AnswerScript("", stream_url="wss://v.example/s", parameters={"crm_id": "00Q1"}, done_url="https://x/o")
    asked = told(f"https://app.example.test/a?news={CALLBACK_URL}", {"uuid": ID})

    [connect] = actions(ADAPTER.perform(asked, ADAPTER.answer(script)))

    assert connect["endpoint"] == [
        {
            "type": "websocket",
            "uri": "wss://v.example/s",
            "content-type": "audio/l16;rate=8000",
            "headers": {"crm_id": "00Q1", "call": ID},
        }
    ]
    news_url = "https%3A%2F%2Fapp.example.test%2Fhooks%2Fcalls%2Ftok_0001%2Fstatus"
    assert connect["eventUrl"] == [f"https://x/o?call={ID}&news={news_url}"]


@pytest.mark.parametrize(
    ("status", "heard"), [("timeout", ["talk"]), ("busy", ["talk"]), ("unanswered", ["talk"]), ("completed", None)]
)
def test_only_a_lead_whom_no_rep_took_is_told_so(status: str, heard: list[str] | None) -> None:
    document = ADAPTER.after_rep(news(status=status), AnswerScript("", rep_missed="Sorry"))

    assert ([action["action"] for action in actions(document)] if document.body else None) == heard


def test_a_stranger_is_hung_up_by_having_nothing_to_do() -> None:
    assert actions(ADAPTER.refuse_call()) == []
