"""What Twilio tells us of a call, and the documents that it is given."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from apps.integrations.errors import Unreadable
from apps.integrations.http import Http, Inbound
from apps.integrations.telephony.base import AnswerScript, CallStatus
from apps.integrations.telephony.twilio import Telephony
from tests.contracts.telephony import CALLBACK_URL, OUR_NUMBER
from tests.integrations.twilio_side import ACCOUNT, posted, signature

SID = "CA00000000000000000000000000000001"
REP = "+12025550110"
ADAPTER = Telephony(Telephony.Settings(**ACCOUNT, caller_id=OUR_NUMBER), Http())


def news(**fields: str) -> Inbound:
    return posted(CALLBACK_URL, list({"CallSid": SID, "CallStatus": "completed", **fields}.items()))


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("queued", CallStatus.QUEUED),
        ("initiated", CallStatus.QUEUED),
        ("ringing", CallStatus.RINGING),
        ("in-progress", CallStatus.ANSWERED),
        ("completed", CallStatus.COMPLETED),
        ("busy", CallStatus.BUSY),
        ("no-answer", CallStatus.NO_ANSWER),
        ("failed", CallStatus.FAILED),
        ("canceled", CallStatus.CANCELED),
    ],
)
def test_every_state_of_twilio_has_a_word_of_ours(said: str, status: CallStatus) -> None:
    assert ADAPTER.read_call(news(CallStatus=said)).status is status


def test_the_news_of_an_ended_call_is_read_whole() -> None:
    read = ADAPTER.read_call(
        news(
            Timestamp="Sun, 22 Nov 2026 15:26:07 +0000",
            CallDuration="42",
            SipResponseCode="200",
            AnsweredBy="human",
            StirStatus="A",
        )
    )

    assert read.provider_id == SID
    assert read.occurred_at == datetime(2026, 11, 22, 15, 26, 7, tzinfo=UTC)
    assert (read.talk_seconds, read.cause, read.answered_by, read.attestation) == (42, "", "human", "A")


@pytest.mark.parametrize(
    ("status", "sip", "cause"),
    [
        ("busy", "486", "busy"),
        ("busy", "", "busy"),
        ("busy", "603", "declined (603)"),
        ("failed", "608", "blocked by analytics (608)"),
        ("failed", "404", "number not in service (404)"),
        ("failed", "", "could not be connected"),
        ("no-answer", "487", "nobody answered"),
        ("canceled", "487", "ended before an answer"),
        ("completed", "200", ""),
        ("ringing", "180", ""),
    ],
)
def test_the_cause_is_said_in_words(status: str, sip: str, cause: str) -> None:
    assert ADAPTER.read_call(news(CallStatus=status, SipResponseCode=sip)).cause == cause


@pytest.mark.parametrize(
    "fields", [{"CallSid": ""}, {"CallStatus": ""}, {"CallStatus": "levitating"}, {"Timestamp": "soon"}]
)
def test_unknown_news_is_unreadable(fields: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        ADAPTER.read_call(news(**fields))


def test_a_callback_that_twilio_signed_is_verified() -> None:
    fields = [("CallSid", SID), ("CallStatus", "ringing")]

    ADAPTER.verify(posted(CALLBACK_URL, fields, X_Twilio_Signature=signature(CALLBACK_URL, fields)))


def script_of(body: bytes) -> list[tuple[str, str]]:
    return [(verb.tag, verb.text or "") for verb in ElementTree.fromstring(body)]


def test_the_answer_speaks_and_then_rings_the_rep() -> None:
    document = ADAPTER.answer(
        AnswerScript(
            "Hi <Ada> & co\x0b, one moment",
            language="en-GB",
            rep_phone=REP,
            whisper_url="https://app.example.test/w?a=1&b=2",
            done_url="https://app.example.test/done",
            ring_seconds=17,
        )
    )

    say, dial = ElementTree.fromstring(document.body)
    number = dial.find("Number")
    assert document.content_type.startswith("text/xml")
    assert (say.text, say.attrib) == ("Hi <Ada> & co , one moment", {"language": "en-GB"})
    assert dial.attrib == {"callerId": OUR_NUMBER, "timeout": "17", "action": "https://app.example.test/done"}
    assert number is not None
    assert (number.text, number.get("url")) == (REP, "https://app.example.test/w?a=1&b=2")


@pytest.mark.parametrize(
    ("status", "heard"),
    [
        ("no-answer", [("Say", "Sorry"), ("Hangup", "")]),
        ("busy", [("Say", "Sorry"), ("Hangup", "")]),
        ("failed", [("Say", "Sorry"), ("Hangup", "")]),
        ("completed", [("Hangup", "")]),
        ("answered", [("Hangup", "")]),
    ],
)
def test_only_a_lead_whom_no_rep_took_is_told_so(status: str, heard: list[tuple[str, str]]) -> None:
    document = ADAPTER.after_rep(news(DialCallStatus=status), AnswerScript("Hi", rep_missed="Sorry"))

    assert script_of(document.body) == heard


def test_without_a_rep_nobody_is_rung_and_nobody_was_missed() -> None:
    document = ADAPTER.answer(AnswerScript("We will call back", rep_missed="Sorry"))

    assert script_of(document.body) == [("Say", "We will call back")]


def test_the_rep_hears_a_whisper() -> None:
    assert script_of(ADAPTER.whisper("Ada & Söhne").body) == [("Say", "Ada & Söhne")]


def test_a_call_that_is_not_ours_is_hung_up() -> None:
    assert script_of(ADAPTER.refuse_call().body) == [("Hangup", "")]
