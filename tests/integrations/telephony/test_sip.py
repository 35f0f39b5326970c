"""Our own SIP dialer as a carrier: the contract, and what is the dialer's own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.integrations.errors import BadSignature, Rejected, Unauthorized, Unavailable, Unreadable
from apps.integrations.http import Http, Inbound, Program
from apps.integrations.telephony.base import AnswerScript, CallStatus
from apps.integrations.telephony.sip import Telephony
from apps.integrations.wire import dialer as wire
from apps.integrations.wire.dialer import Deeds, Outcome, Standing, Trouble
from apps.integrations.wire.sip import CAUSES, TROUBLES
from tests.contracts.hurry import http_to
from tests.contracts.outcomes import LEAD
from tests.contracts.peer import Peer
from tests.contracts.telephony import CALLBACK_URL, NOON, ORDER, OUR_NUMBER, TelephonyContract

ID = "7d6671a60e0843d7b2892121d2d70400"
SECRET = "of dialer and LeadHub"
SETTINGS = {"caller_id": OUR_NUMBER, "host": "sip.example.com", "user": "ada", "password": "hush"}


def standing(**traits: object) -> dict[str, object]:
    return {"id": ID, "status": "queued", "placed_at": NOON.isoformat(), "occurred_at": NOON.isoformat(), **traits}


def signed(body: bytes, *, url: str = CALLBACK_URL, secret: str = SECRET, now: float | None = None) -> Inbound:
    return Inbound("POST", url, wire.signed(secret, CALLBACK_URL, body, now=now), body)


def news(**traits: object) -> Inbound:
    return signed(Standing.model_validate(standing(**traits)).model_dump_json(exclude_none=True).encode())


def carrier(url: str, http: Http, **settings: object) -> Telephony:
    program = replace(http, program=Program(url, SECRET))
    return Telephony(Telephony.Settings.model_validate(SETTINGS | settings), program)


ADAPTER = carrier("http://127.0.0.1:1", Http())


class TestSip(TelephonyContract):
    def carrier(self, url: str, http: Http) -> Telephony:
        return carrier(url, http)

    def takes_the_call(self, peer: Peer) -> str:
        peer.replies(201, standing())
        return ID

    def knows_no_call(self, peer: Peer) -> None:
        peer.replies(200, {"calls": []})

    def test_an_order_names_its_attempt_and_its_trunks(self, peer: Peer) -> None:
        self.takes_the_call(peer)

        carrier(peer.url, http_to(peer.url), spare_host="sip2.example.com", spare_transport="tls").place(ORDER)

        [request] = peer.requests
        assert (request.method, request.path) == ("POST", "/calls")
        assert request.headers["authorization"] == f"Bearer {SECRET}"
        codecs = {"codecs": ["pcmu", "pcma"], "srtp": False}
        assert request.json == {
            "token": "tok_0001",
            "to": LEAD,
            "caller_id": OUR_NUMBER,
            "answer_url": ORDER.answer_url,
            "status_url": ORDER.status_url,
            "ring_seconds": 21,
            "most_seconds": 333,
            "trunks": [
                {"host": "sip.example.com", "port": 5060, "transport": "udp", "user": "ada", "password": "hush"}
                | codecs,
                {"host": "sip2.example.com", "port": 5060, "transport": "tls", "user": "", "password": ""} | codecs,
            ],
        }

    def test_a_call_is_found_by_its_attempt(self, peer: Peer) -> None:
        peer.replies(200, {"calls": [standing(status="ringing")]})

        [found] = self.at(peer).find(ORDER, since=NOON + timedelta(hours=1))

        assert (found.provider_id, found.status) == (ID, CallStatus.RINGING)
        assert peer.requests[0].query == {"token": "tok_0001"}

    @pytest.mark.parametrize("code", ["draining", "full", "trunks_down", "worn", "no_journal"])
    def test_what_passes_is_tried_again_and_says_why(self, peer: Peer, code: str) -> None:
        peer.replies(429, {"error": code}, {"Retry-After": "2"})

        with pytest.raises(Unavailable) as refusal:
            self.at(peer).place(ORDER)

        assert (refusal.value.code, refusal.value.retry_after_seconds) == (code, 2)

    def test_a_trunk_in_somebodys_own_network_is_refused_for_good(self, peer: Peer) -> None:
        peer.replies(422, {"error": "not_public"})

        with pytest.raises(Rejected, match="the trunk's address is not public"):
            self.at(peer).place(ORDER)

    def test_a_dialer_that_does_not_know_us_is_the_operators_business(self, peer: Peer) -> None:
        peer.replies(401, {"error": "who_are_you"})

        with pytest.raises(Unauthorized, match="LEADHUB_DIALER_SECRET"):
            self.at(peer).place(ORDER)

    def test_without_a_dialer_nothing_was_sent(self) -> None:
        alone = Telephony(Telephony.Settings.model_validate(SETTINGS), Http())

        with pytest.raises(Unavailable, match="LEADHUB_DIALER_URL"):
            alone.place(ORDER)

    def test_a_check_says_which_trunk_is_silent(self, peer: Peer) -> None:
        peer.replies(200, {"answers": [200, None]})
        both = carrier(peer.url, http_to(peer.url), spare_host="sip2.example.com")

        with pytest.raises(Unavailable, match=r"^sip2\.example\.com did not answer"):
            both.check()

    def test_a_check_says_that_a_trunk_answers(self, peer: Peer) -> None:
        peer.replies(200, {"answers": [407]})

        assert self.at(peer).check() == "sip.example.com answers; a password is tried by the first call."


def test_news_is_believed_from_whoever_knows_the_secret() -> None:
    ADAPTER.verify(news(status="ringing"))


@pytest.mark.parametrize(
    "request_",
    [
        signed(b"{}", secret="another"),
        signed(b"{}", url=f"{CALLBACK_URL}2"),
        replace(signed(b"{}"), body=b"{ }"),
        signed(b"{}", now=datetime(2026, 1, 1, tzinfo=UTC).timestamp()),
    ],
    ids=["another secret", "another address", "another body", "long ago"],
)
def test_news_is_not_believed(request_: Inbound) -> None:
    with pytest.raises(BadSignature):
        ADAPTER.verify(request_)


def test_without_a_secret_nothing_is_believed() -> None:
    alone = Telephony(Telephony.Settings.model_validate(SETTINGS), Http())

    with pytest.raises(BadSignature):
        alone.verify(signed(b"{}", secret=""))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_words(outcome: Outcome) -> None:
    read = ADAPTER.read_call(news(status="failed", outcome=outcome))

    assert read.cause == CAUSES.get(outcome, "")
    assert bool(read.cause) is (outcome is not Outcome.TALKED)


@pytest.mark.parametrize("trouble", list(Trouble))
def test_what_went_wrong_in_a_call_is_told_with_its_end(trouble: Trouble) -> None:
    read = ADAPTER.read_call(news(status="completed", outcome="talked", talk_seconds=3, trouble=trouble))

    assert (read.cause, read.talk_seconds) == (TROUBLES[trouble], 3)


def test_the_carriers_own_code_stands_beside_our_word() -> None:
    assert ADAPTER.read_call(news(status="failed", outcome="blocked", sip_status=608)).cause == (
        "blocked by analytics (608)"
    )


def test_a_state_of_tomorrow_is_kept_for_an_operator() -> None:
    with pytest.raises(Unreadable):
        ADAPTER.read_call(news(status="pondering"))


def test_the_lead_is_spoken_to_and_put_through() -> None:
    script = AnswerScript(
        "Hello Ada", rep_phone="+12025550110", whisper_url="https://x.example/w/", done_url="https://x.example/d/"
    )

    say, bridge = Deeds.model_validate_json(ADAPTER.answer(script).body).deeds

    assert (say.do, say.text) == ("say", "Hello Ada")
    assert (bridge.do, bridge.to, bridge.caller_id) == ("bridge", "+12025550110", OUR_NUMBER)
    assert (bridge.whisper_url, bridge.then_url) == ("https://x.example/w/", "https://x.example/d/")


def test_the_agents_call_is_streamed() -> None:
    script = AnswerScript("", stream_url="wss://v.example/s", parameters={"crm_id": "7"}, done_url="https://x.example/")

    [stream] = Deeds.model_validate_json(ADAPTER.answer(script).body).deeds

    assert (stream.do, stream.url, stream.parameters) == ("stream", "wss://v.example/s", {"crm_id": "7"})


@pytest.mark.parametrize(("bridge", "said"), [("talked", []), ("busy", ["Sorry"]), ("no_answer", ["Sorry"])])
def test_who_has_talked_to_a_rep_is_told_no_more(bridge: str, said: list[str]) -> None:
    document = ADAPTER.after_rep(news(status="answered", bridge=bridge), AnswerScript("", rep_missed="Sorry"))

    assert [deed.text for deed in Deeds.model_validate_json(document.body).deeds] == said
