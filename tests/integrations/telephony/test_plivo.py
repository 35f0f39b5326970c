"""Plivo as a carrier: the contract, what it tells, and the documents that it is given."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unreadable
from apps.integrations.http import Http, Inbound
from apps.integrations.telephony.base import AnswerScript, CallStatus, Met
from apps.integrations.telephony.plivo import Telephony
from tests.contracts.peer import Peer
from tests.contracts.telephony import CALLBACK_URL, NOON, ORDER, OUR_NUMBER, TelephonyContract
from tests.integrations.plivo_side import ACCOUNT, AUTH_ID, posted

ID = "9834029e-58b6-11e1-b8b7-a5bd0e4e126f"
API = f"/v1/Account/{AUTH_ID}"
LIVE = {"call_uuid": ID, "from": "12025550100", "to": "12025550143", "call_status": "ringing"}
ENDED = {"call_uuid": ID, "from_number": "12025550100", "to_number": "12025550143"}


def carrier(url: str, http: Http) -> Telephony:
    return Telephony(Telephony.Settings.model_validate(ACCOUNT | {"caller_id": OUR_NUMBER, "base_url": url}), http)


ADAPTER = carrier("http://127.0.0.1:1", Http())


def news(**fields: str) -> Inbound:
    return posted(CALLBACK_URL, list({"CallUUID": ID, "RequestUUID": ID, **fields}.items()))


class TestPlivo(TelephonyContract):
    def carrier(self, url: str, http: Http) -> Telephony:
        return carrier(url, http)

    def takes_the_call(self, peer: Peer) -> str:
        peer.replies(201, {"api_id": "1", "message": "call fired", "request_uuid": ID})
        return ID

    def knows_no_call(self, peer: Peer) -> None:
        peer.replies(200, {"calls": [], "objects": []})

    def test_a_call_is_asked_for_by_one_request(self, peer: Peer) -> None:
        self.takes_the_call(peer)

        self.at(peer).place(ORDER)

        [request] = peer.requests
        assert (request.method, request.path) == ("POST", f"{API}/Call/")
        assert request.json == {
            "from": "12025550100",
            "to": "12025550143",
            "answer_url": ORDER.answer_url,
            "answer_method": "POST",
            "ring_url": ORDER.status_url,
            "ring_method": "POST",
            "hangup_url": ORDER.status_url,
            "hangup_method": "POST",
            "ring_timeout": 21,
            "time_limit": 333,
        }

    def test_detection_listens_beside_the_call(self, peer: Peer) -> None:
        self.takes_the_call(peer)

        self.at(peer).place(type(ORDER)(**{**vars(ORDER), "machine_url": "https://app.example.test/m/"}))

        wanted = peer.requests[0].json
        assert isinstance(wanted, dict)
        assert (wanted["machine_detection"], wanted["machine_detection_url"]) == ("true", "https://app.example.test/m/")

    def test_a_call_that_goes_on_is_found_among_others(self, peer: Peer) -> None:
        peer.replies(200, {"calls": []})
        peer.replies(200, {"calls": ["x", ID]})
        peer.replies(200, {**LIVE, "call_uuid": "x", "to": "12025550199"})
        peer.replies(200, {**LIVE, "session_start": "2026-11-22 12:00:01"})
        peer.replies(200, {"objects": []})

        [found] = self.at(peer).find(ORDER, since=NOON)

        assert (found.provider_id, found.status) == (ID, CallStatus.RINGING)
        assert found.placed_at == datetime(2026, 11, 22, 12, 0, 1, tzinfo=UTC)

    def test_a_call_that_is_over_is_found_too_and_one_from_before_is_not(self, peer: Peer) -> None:
        peer.replies(200, {"calls": []})
        peer.replies(200, {"calls": []})
        old = {**ENDED, "call_uuid": "old", "initiation_time": "2026-11-22 11:00:00"}
        other = {**ENDED, "call_uuid": "other", "to_number": "12025550199"}
        peer.replies(200, {"objects": [old, other, {**ENDED, "initiation_time": "2026-11-22 12:00:01"}]})

        assert [call.provider_id for call in self.at(peer).find(ORDER, since=NOON)] == [ID]

    def test_a_call_that_ends_while_we_look_is_in_the_other_list(self, peer: Peer) -> None:
        peer.replies(200, {"calls": []})
        peer.replies(200, {"calls": [ID]})
        peer.replies(404, {"error": "not found"})
        peer.replies(200, {"objects": [{**ENDED, "initiation_time": "2026-11-22 12:00:01"}]})

        assert [call.provider_id for call in self.at(peer).find(ORDER, since=NOON)] == [ID]

    def test_more_calls_than_can_be_looked_through_are_no_empty_list(self, peer: Peer) -> None:
        peer.replies(200, {"calls": [str(n) for n in range(51)]})

        with pytest.raises(Unanswered, match="more calls"):
            self.at(peer).find(ORDER, since=NOON)

    def test_how_a_call_stands_is_asked_list_by_list(self, peer: Peer) -> None:
        peer.replies(404)
        peer.replies(404)
        ended = {"end_time": "2026-11-22 12:00:50", "call_duration": 0, "call_state": "busy"}
        peer.replies(200, {**ENDED, **ended, "hangup_cause_name": "Busy Line"})

        read = self.at(peer).fetch(ID)

        assert (read.status, read.cause) == (CallStatus.BUSY, "busy")
        assert read.occurred_at == datetime(2026, 11, 22, 12, 0, 50, tzinfo=UTC)

    def test_a_call_that_is_in_no_list_is_refused(self, peer: Peer) -> None:
        peer.replies(404)

        with pytest.raises(Rejected):
            self.at(peer).fetch(ID)

    @pytest.mark.parametrize(("first", "asked"), [(204, ["Call"]), (404, ["Call", "Request"])])
    def test_a_call_that_rings_is_ended_at_another_address(self, peer: Peer, first: int, asked: list[str]) -> None:
        peer.replies(first)
        peer.replies(204)

        self.at(peer).hang_up(ID)

        assert [each.path for each in peer.requests] == [f"{API}/{part}/{ID}/" for part in asked]

    def test_an_empty_account_is_the_teams_business(self, peer: Peer) -> None:
        peer.replies(402, {"error": "insufficient credit"})

        with pytest.raises(Unauthorized, match="credit"):
            self.at(peer).place(ORDER)

    def test_a_check_names_the_account(self, peer: Peer) -> None:
        peer.replies(200, {"auth_id": AUTH_ID, "name": "Acme"})

        assert self.at(peer).check() == "Connected to the Plivo account Acme."


@pytest.mark.parametrize(
    ("said", "named", "status", "cause"),
    [
        ("queued", "", CallStatus.QUEUED, ""),
        ("ringing", "", CallStatus.RINGING, ""),
        ("in-progress", "", CallStatus.ANSWERED, ""),
        ("completed", "Normal Hangup", CallStatus.COMPLETED, ""),
        ("busy", "Busy Line", CallStatus.BUSY, "busy"),
        ("busy", "Call Rejected", CallStatus.BUSY, "declined"),
        ("no-answer", "No Answer", CallStatus.NO_ANSWER, "nobody answered"),
        ("timeout", "", CallStatus.NO_ANSWER, "nobody answered"),
        ("failed", "UNALLOCATED_NUMBER", CallStatus.FAILED, "number not in service"),
        ("failed", "", CallStatus.FAILED, "could not be connected"),
        ("cancel", "", CallStatus.CANCELED, "ended before an answer"),
    ],
)
def test_every_state_has_a_word_of_ours(said: str, named: str, status: CallStatus, cause: str) -> None:
    read = ADAPTER.read_call(news(CallStatus=said, HangupCauseName=named))

    assert (read.provider_id, read.status, read.cause) == (ID, status, cause)


def test_the_news_of_an_ended_call_is_read_whole() -> None:
    ended = news(CallStatus="completed", Duration="42", EndTime="2026-11-22 15:26:07", STIRAttestation="A")

    read = ADAPTER.read_call(ended)

    assert (read.talk_seconds, read.attestation) == (42, "A")
    assert read.occurred_at == datetime(2026, 11, 22, 15, 26, 7, tzinfo=UTC)


@pytest.mark.parametrize("fields", [{"CallStatus": "pondering"}, {"CallStatus": "completed", "Duration": "long"}])
def test_unknown_news_is_unreadable(fields: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        ADAPTER.read_call(news(**fields))


@pytest.mark.parametrize(("machine", "met"), [("true", Met.MACHINE), ("True", Met.MACHINE), ("false", Met.PERSON)])
def test_who_picked_up_is_told(machine: str, met: Met) -> None:
    assert ADAPTER.read_met(news(Machine=machine, CallStatus="in-progress")) is met


def verbs(body: bytes) -> list[tuple[str, str]]:
    return [(verb.tag, verb.text or "") for verb in ElementTree.fromstring(body)]


def test_the_answer_speaks_and_then_rings_the_rep() -> None:
    script = AnswerScript(
        "Hi <Ada> & co\x0b",
        language="es-US",
        rep_phone="+12025550110",
        whisper_url="https://x.example/w?a=1&b=2",
        done_url="https://x.example/d",
        ring_seconds=17,
    )

    speak, dial = ElementTree.fromstring(ADAPTER.answer(script).body)

    assert (speak.text, speak.attrib) == ("Hi <Ada> & co", {"language": "es-US"})
    whisper, done = "https://x.example/w?a=1&b=2", "https://x.example/d"
    assert dial.attrib == {"confirmSound": whisper, "callerId": "12025550100", "timeout": "17", "action": done}
    assert [(each.tag, each.text) for each in dial] == [("Number", "12025550110")]


def test_the_agents_call_is_streamed_both_ways_and_then_asks_what_comes_next() -> None:
    script = AnswerScript(
        "", stream_url="wss://v.example/s", parameters={"crm_id": "00Q1", "no": "a-b"}, done_url="https://x.example/o"
    )

    stream, redirect = ElementTree.fromstring(ADAPTER.answer(script).body)

    assert (stream.text, redirect.text) == ("wss://v.example/s", "https://x.example/o")
    assert stream.attrib == {
        "bidirectional": "true",
        "keepCallAlive": "true",
        "contentType": "audio/x-mulaw;rate=8000",
        "extraHeaders": "crm_id=00Q1",
    }


@pytest.mark.parametrize(
    ("status", "heard"),
    [("no-answer", ["Speak", "Hangup"]), ("busy", ["Speak", "Hangup"]), ("completed", ["Hangup"])],
)
def test_only_a_lead_whom_no_rep_took_is_told_so(status: str, heard: list[str]) -> None:
    document = ADAPTER.after_rep(news(DialStatus=status), AnswerScript("", rep_missed="Sorry"))

    assert [name for name, _ in verbs(document.body)] == heard


def test_the_rep_hears_a_whisper_and_a_stranger_is_hung_up() -> None:
    assert verbs(ADAPTER.whisper("Ada & Söhne").body) == [("Speak", "Ada & Söhne")]
    assert verbs(ADAPTER.refuse_call().body) == [("Hangup", "")]
