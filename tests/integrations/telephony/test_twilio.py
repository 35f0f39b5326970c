"""Twilio as a carrier: the contract, and what is Twilio's own."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable, Unreadable
from apps.integrations.http import Http, Inbound
from apps.integrations.telephony.base import AnswerScript, CallStatus, InboundCall, Met
from apps.integrations.telephony.twilio import Telephony
from tests.contracts.hurry import http_to
from tests.contracts.outcomes import LEAD
from tests.contracts.peer import Peer
from tests.contracts.telephony import CALLBACK_URL, NOON, ORDER, OUR_NUMBER, TelephonyContract
from tests.integrations.twilio_side import ACCOUNT, API, sample

SID = "CA00000000000000000000000000000001"


def call(sid: str = SID, *, at: datetime = NOON, **traits: object) -> dict[str, object]:
    created = at.strftime("%a, %d %b %Y %H:%M:%S +0000")
    return {"sid": sid, "status": "queued", "direction": "outbound-api", "date_created": created, **traits}


def listing(*calls: dict[str, object]) -> dict[str, object]:
    return {"calls": list(calls), "page": 0, "page_size": 50, "uri": "/x", "next_page_uri": None}


class TestTwilio(TelephonyContract):
    def carrier(self, url: str, http: Http) -> Telephony:
        return Telephony(Telephony.Settings(**ACCOUNT, caller_id=OUR_NUMBER, base_url=f"{url}/twilio"), http)

    def takes_the_call(self, peer: Peer) -> str:
        peer.replies(201, call())
        return SID

    def knows_no_call(self, peer: Peer) -> None:
        peer.replies(200, listing())

    def test_a_call_is_placed_by_one_form(self, peer: Peer) -> None:
        self.takes_the_call(peer)

        placed = self.at(peer).place(ORDER)

        [request] = peer.requests
        assert (request.method, request.path) == ("POST", f"/twilio{API}/Calls.json")
        assert request.headers["authorization"].startswith("Basic ")
        assert sorted(request.form) == [
            ("From", OUR_NUMBER),
            ("Method", "POST"),
            ("StatusCallback", CALLBACK_URL),
            ("StatusCallbackEvent", "answered"),
            ("StatusCallbackEvent", "completed"),
            ("StatusCallbackEvent", "initiated"),
            ("StatusCallbackEvent", "ringing"),
            ("StatusCallbackMethod", "POST"),
            ("TimeLimit", "333"),
            ("Timeout", "21"),
            ("To", LEAD),
            ("Url", ORDER.answer_url),
        ]
        assert (placed.status, placed.placed_at) == (CallStatus.QUEUED, NOON)

    def test_who_picked_up_is_asked_for_beside_the_call_never_before_it(self, peer: Peer) -> None:
        self.takes_the_call(peer)

        self.at(peer).place(replace(ORDER, machine_url="https://app.example.test/machine/"))

        [request] = peer.requests
        asked = dict(request.form)
        assert (asked["MachineDetection"], asked["AsyncAmd"]) == ("DetectMessageEnd", "true")
        assert asked["AsyncAmdStatusCallback"] == "https://app.example.test/machine/"

    @pytest.mark.parametrize(
        ("said", "met"),
        [
            ("human", Met.PERSON),
            ("machine_start", Met.MACHINE),
            ("machine_end_beep", Met.MACHINE_DONE),
            ("machine_end_silence", Met.MACHINE_DONE),
            ("fax", Met.FAX),
            ("something_of_tomorrow", Met.UNKNOWN),
        ],
    )
    def test_who_picked_up_is_read_in_our_words(self, peer: Peer, said: str, met: Met) -> None:
        form = [("CallSid", SID), ("AnsweredBy", said), ("MachineDetectionDuration", "2900")]

        assert self.at(peer).read_met(Inbound("POST", CALLBACK_URL, {}, b"", form=form)) is met

    def test_news_that_says_nothing_of_it_is_unreadable(self, peer: Peer) -> None:
        with pytest.raises(Unreadable):
            self.at(peer).read_met(Inbound("POST", CALLBACK_URL, {}, b"", form=[("CallSid", SID)]))

    def test_where_twilio_hears_and_speaks_the_words_are_streamed(self, peer: Peer) -> None:
        account = ACCOUNT | {"agent_speech": "twilio", "relay_voice": "en-US-Journey-O", "base_url": peer.url}
        carrier = Telephony(Telephony.Settings(**account, caller_id=OUR_NUMBER), http_to(peer.url))
        script = AnswerScript("", stream_url="wss://v.example/relay/twilio/0c4f", done_url="https://x.example/over/")

        body = carrier.answer(script).body.decode()

        assert carrier.hears_and_speaks
        assert body.endswith(
            '<Response><Connect action="https://x.example/over/"><ConversationRelay dtmfDetection="true" '
            'interruptible="any" language="en-US" partialPrompts="true" url="wss://v.example/relay/twilio/0c4f" '
            'voice="en-US-Journey-O" /></Connect></Response>'
        )

    def test_a_taken_call_in_a_state_of_tomorrow_is_taken_all_the_same(self, peer: Peer) -> None:
        peer.replies(201, call(status="pondering"))

        assert self.at(peer).place(ORDER).status is CallStatus.QUEUED

    @pytest.mark.parametrize("code", [21203, 21210, 21211, 21214, 21215, 21216, 21219])
    @pytest.mark.parametrize("status", [400, 403])
    def test_a_number_that_can_not_be_called_is_no_question_of_credentials(
        self, peer: Peer, status: int, code: int
    ) -> None:
        peer.replies(status, {"code": code, "message": f"no: {LEAD}", "status": status})

        with pytest.raises(Rejected) as refusal:
            self.at(peer).place(ORDER)

        assert refusal.value.code == str(code)
        assert LEAD not in refusal.value.reason

    @pytest.mark.parametrize(
        ("status", "code", "remedy"),
        [
            (401, 20003, Unauthorized),
            (400, 20003, Unauthorized),
            (429, 20429, Unavailable),
            (500, 21211, Unanswered),
        ],
    )
    def test_twilios_code_says_more_than_the_status(
        self, peer: Peer, status: int, code: int, remedy: type[Exception]
    ) -> None:
        peer.replies(status, {"code": code})

        with pytest.raises(remedy):
            self.at(peer).place(ORDER)

    def test_the_sample_of_too_many_requests_is_read(self, peer: Peer) -> None:
        peer.replies(429, sample("twilio_error_20429.json"), {"Retry-After": "2"})

        with pytest.raises(Unavailable) as refusal:
            self.at(peer).place(ORDER)

        assert (refusal.value.code, refusal.value.retry_after_seconds) == ("20429", 2)

    def test_only_our_own_fresh_calls_are_found_newest_first(self, peer: Peer) -> None:
        peer.replies(
            200,
            listing(
                call("CA1", at=NOON - timedelta(seconds=5)),
                call("CA2", at=NOON + timedelta(seconds=9), status="ringing"),
                call("CA3", at=NOON, direction="inbound"),
                call("CA4", at=NOON, direction="outbound-dial"),
                call("CA5", at=NOON - timedelta(seconds=6)),
            ),
        )

        found = self.at(peer).find(ORDER, since=NOON)

        assert [(one.provider_id, one.status) for one in found] == [
            ("CA2", CallStatus.RINGING),
            ("CA1", CallStatus.QUEUED),
        ]

    def test_a_search_asks_for_both_numbers_and_no_day(self, peer: Peer) -> None:
        self.knows_no_call(peer)

        self.at(peer).find(ORDER, since=NOON)

        [request] = peer.requests
        assert (request.method, request.path) == ("GET", f"/twilio{API}/Calls.json")
        assert request.query == {"To": LEAD, "From": OUR_NUMBER, "PageSize": "50"}

    def test_a_call_can_be_looked_up(self, peer: Peer) -> None:
        peer.replies(200, call(status="completed", duration="61", end_time="Sun, 22 Nov 2026 12:02:00 +0000"))

        news = self.at(peer).fetch(SID)

        assert peer.requests[0].path == f"/twilio{API}/Calls/{SID}.json"
        assert (news.status, news.talk_seconds) == (CallStatus.COMPLETED, 61)
        assert news.occurred_at == NOON + timedelta(minutes=2)

    def test_a_ringing_call_is_canceled(self, peer: Peer) -> None:
        peer.replies(200, call(status="canceled"))

        self.at(peer).hang_up(SID)

        assert [request.form for request in peer.requests] == [[("Status", "canceled")]]

    @pytest.mark.parametrize("refused", [True, False])
    def test_an_answered_call_is_completed(self, peer: Peer, *, refused: bool) -> None:
        if refused:
            peer.replies(400, {"code": 21220})
        else:
            peer.replies(200, call(status="in-progress"))
        peer.replies(200, call(status="completed"))

        self.at(peer).hang_up(SID)

        assert [request.form for request in peer.requests] == [
            [("Status", "canceled")],
            [("Status", "completed")],
        ]

    def test_a_failure_to_hang_up_is_told(self, peer: Peer) -> None:
        peer.replies(500)

        with pytest.raises(Unanswered):
            self.at(peer).hang_up(SID)

    def test_a_check_names_the_account(self, peer: Peer) -> None:
        peer.replies(200, {"sid": "AC1", "friendly_name": "Example HVAC", "status": "active"})

        assert "Example HVAC" in self.at(peer).check()

    def test_a_suspended_account_is_no_connection(self, peer: Peer) -> None:
        peer.replies(200, {"sid": "AC1", "friendly_name": "Example HVAC", "status": "suspended"})

        with pytest.raises(Unauthorized, match="suspended"):
            self.at(peer).check()


@pytest.mark.parametrize(
    ("caller", "read", "verified", "attested"),
    [
        ("+12145550123", "+12145550123", "TN-Validation-Passed-A", "A"),
        ("+12145550123", "+12145550123", "TN-Validation-Failed-A", ""),
        ("+12145550123", "+12145550123", "", ""),
        ("anonymous", "", "No-TN-Validation", ""),
        ("+266696687", "", "", ""),
        ("sip:dana@example.test", "", "", ""),
    ],
)
def test_who_calls_us_is_read_and_only_a_passed_validation_is_an_attestation(
    carrier: Telephony, caller: str, read: str, verified: str, attested: str
) -> None:
    form = [("CallSid", SID), ("From", caller), ("To", OUR_NUMBER), ("StirVerstat", verified)]

    came = carrier.read_inbound(Inbound("POST", CALLBACK_URL, {}, b"", form=form))

    assert came == InboundCall(SID, read, OUR_NUMBER, attested)


@pytest.mark.parametrize("form", [[("CallSid", SID)], [("CallSid", SID), ("To", "sip:us")], [("To", OUR_NUMBER)]])
def test_a_call_to_nowhere_can_not_be_read(carrier: Telephony, form: list[tuple[str, str]]) -> None:
    with pytest.raises(Unreadable):
        carrier.read_inbound(Inbound("POST", CALLBACK_URL, {}, b"", form=form))


def test_a_key_may_interrupt_what_is_said_before_the_rep_is_rung(carrier: Telephony) -> None:
    script = AnswerScript(spoken="Press 9", rep_phone="+12145550177", keys_url="https://app.example.test/keys/")

    said = carrier.answer(script).body.decode()

    gather = said[said.index("<Gather") : said.index("</Gather>")]
    assert "https://app.example.test/keys/" in gather
    assert "<Say" in gather
    assert said.index("</Gather>") < said.index("<Dial")
    assert carrier.read_key(Inbound("POST", CALLBACK_URL, {}, b"", form=[("Digits", "9")])) == "9"


@pytest.fixture
def carrier() -> Telephony:
    return Telephony(Telephony.Settings(**ACCOUNT, caller_id=OUR_NUMBER), Http(frozenset()))
