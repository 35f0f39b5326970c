"""What Telnyx tells of a call, and what it is ordered thereupon."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from apps.integrations.errors import Rejected, Unanswered, Unreadable
from apps.integrations.http import Document, Http, Inbound
from apps.integrations.telephony._telnyx_deeds import Deed, State, state
from apps.integrations.telephony.base import AnswerScript, CallStatus, Met
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer
from tests.contracts.telephony import CALLBACK_URL, NOON, OUR_NUMBER
from tests.integrations import telnyx_side

from .test_telnyx import ID, OURS, carrier, leg

ADAPTER = carrier("http://127.0.0.1:1", Http())
REP, REP_ID = "+12025550110", "v3:rep"
SCRIPT = AnswerScript(
    "Hello Ada",
    language="es-US",
    rep_phone=REP,
    whisper_url="https://x.example/w/",
    done_url="https://x.example/d/",
    rep_missed="Sorry",
)
STREAMED = AnswerScript("", stream_url="wss://v.example/s", parameters={"crm_id": "7"}, done_url="https://x.example/o/")
UNSAID = State(order="k", rest=(Deed(do="hang_up"),))


def told(kind: str, **payload: object) -> Inbound:
    return telnyx_side.event(CALLBACK_URL, kind, **{"call_control_id": ID, "client_state": OURS, **payload})


@pytest.fixture
def peer() -> Iterator[Peer]:
    with Peer() as peer:
        yield peer


def orders(peer: Peer, request: Inbound, document: Document) -> list[tuple[str, dict[str, object]]]:
    """What is asked of Telnyx upon an event: the end of each address, and its body."""
    answer = carrier(peer.url, http_to(peer.url)).perform(request, document)
    assert answer.status == 204
    return [
        (each.path.removeprefix("/calls").replace("/actions", ""), dict(each.json) if each.body else {})  # type: ignore[call-overload]
        for each in peer.requests
    ]


@pytest.mark.parametrize(
    ("kind", "payload", "status", "cause"),
    [
        ("call.initiated", {}, CallStatus.QUEUED, ""),
        ("call.answered", {}, CallStatus.ANSWERED, ""),
        ("call.bridged", {}, CallStatus.ANSWERED, ""),
        ("call.speak.ended", {}, CallStatus.ANSWERED, ""),
        ("streaming.started", {}, CallStatus.ANSWERED, ""),
        ("call.tomorrow", {}, CallStatus.QUEUED, ""),
        ("call.hangup", {"hangup_cause": "normal_clearing", "sip_hangup_cause": "200"}, CallStatus.COMPLETED, ""),
        ("call.hangup", {"hangup_cause": "time_limit"}, CallStatus.COMPLETED, ""),
        ("call.hangup", {"hangup_cause": "user_busy", "sip_hangup_cause": "486"}, CallStatus.BUSY, "busy"),
        ("call.hangup", {"hangup_cause": "timeout"}, CallStatus.NO_ANSWER, "nobody answered"),
        ("call.hangup", {"hangup_cause": "no_answer"}, CallStatus.NO_ANSWER, "nobody answered"),
        ("call.hangup", {"hangup_cause": "originator_cancel"}, CallStatus.CANCELED, "ended before an answer"),
        (
            "call.hangup",
            {"hangup_cause": "call_rejected", "sip_hangup_cause": "603"},
            CallStatus.FAILED,
            "declined (603)",
        ),
        (
            "call.hangup",
            {"hangup_cause": "call_rejected", "sip_hangup_cause": "608"},
            CallStatus.FAILED,
            "blocked by analytics (608)",
        ),
        ("call.hangup", {"hangup_cause": "not_found"}, CallStatus.FAILED, "number not in service"),
        (
            "call.hangup",
            {"hangup_cause": "unspecified", "sip_hangup_cause": "unspecified"},
            CallStatus.FAILED,
            "could not be connected",
        ),
    ],
)
def test_every_event_has_a_word_of_ours(kind: str, payload: dict[str, str], status: CallStatus, cause: str) -> None:
    read = ADAPTER.read_call(told(kind, **payload))

    assert (read.provider_id, read.status, read.cause) == (ID, status, cause)


def test_the_code_and_the_attestation_are_kept() -> None:
    ended = ADAPTER.read_call(told("call.hangup", hangup_cause="call_rejected", sip_hangup_cause="607"))
    begun = ADAPTER.read_call(told("call.initiated", shaken_stir_attestation="A"))

    assert (ended.sip_code, begun.attestation) == (607, "A")


@pytest.mark.parametrize(
    "request_",
    [told("message.sent"), told("call.hangup", hangup_cause="levitation"), told("call.answered", call_control_id="")],
)
def test_what_is_no_news_of_a_call_is_kept_for_an_operator(request_: Inbound) -> None:
    with pytest.raises(Unreadable):
        ADAPTER.read_call(request_)


@pytest.mark.parametrize(
    ("kind", "result", "met"),
    [
        ("call.machine.detection.ended", "human", Met.PERSON),
        ("call.machine.detection.ended", "machine", Met.MACHINE),
        ("call.machine.detection.ended", "not_sure", Met.UNKNOWN),
        ("call.machine.greeting.ended", "beep_detected", Met.MACHINE_DONE),
        ("call.machine.greeting.ended", "ended", Met.MACHINE_DONE),
        ("call.machine.premium.detection.ended", "human_business", Met.PERSON),
        ("call.machine.premium.detection.ended", "fax_detected", Met.FAX),
        ("call.machine.premium.detection.ended", "silence", Met.UNKNOWN),
        ("call.machine.premium.greeting.ended", "beep_detected", Met.MACHINE_DONE),
    ],
)
def test_what_picked_up_is_told_in_our_words(kind: str, result: str, met: Met) -> None:
    assert ADAPTER.read_met(told(kind, result=result)) is met


def test_an_answered_call_is_spoken_to_and_the_rest_waits_for_the_end_of_the_words(peer: Peer) -> None:
    peer.replies(200, {"data": {"result": "ok"}})

    [(path, wanted)] = orders(peer, told("call.answered"), ADAPTER.answer(SCRIPT))

    assert path == f"/{ID}/speak"
    assert (wanted["payload"], wanted["language"], wanted["voice"]) == ("Hello Ada", "es-US", "female")
    left = state(str(wanted["client_state"]))
    assert [(deed.do, deed.to) for deed in left.rest] == [("ring", REP)]
    assert left.order == state(OURS).order


def test_how_long_they_talked_is_known_from_the_answer_to_the_end(peer: Peer) -> None:
    peer.replies(200, {"data": {"result": "ok"}})
    [(_, wanted)] = orders(peer, told("call.answered"), ADAPTER.answer(SCRIPT))
    answered_at = state(str(wanted["client_state"])).answered_at
    earlier = State(answered_at=answered_at and answered_at - timedelta(seconds=41.2)).packed()

    ended = ADAPTER.read_call(told("call.hangup", client_state=earlier, hangup_cause="normal_clearing"))
    unanswered = ADAPTER.read_call(told("call.hangup", hangup_cause="timeout"))

    assert (ended.talk_seconds, unanswered.talk_seconds) == (42, None)


def test_behind_the_words_the_rep_is_rung_and_the_leads_leg_knows_it(peer: Peer) -> None:
    left = State(order="k", answered_at=NOON, rest=(ADAPTER._ring(SCRIPT),)).packed()
    peer.replies(200, leg(is_alive=True))
    peer.replies(200, {"data": {"call_control_id": REP_ID}})
    peer.replies(200, {"data": {"result": "ok"}})

    looked, rung, noted = orders(peer, told("call.speak.ended", client_state=left), Document(b"", status=204))

    assert looked == (f"/{ID}", {})
    assert rung[0] == ""
    assert (rung[1]["to"], rung[1]["from"], rung[1]["link_to"]) == (REP, OUR_NUMBER, ID)
    assert rung[1]["webhook_url"] == SCRIPT.done_url
    assert rung[1]["webhook_urls"] == {"call.answered": SCRIPT.whisper_url}
    assert state(str(rung[1]["client_state"])) == State(lead=ID, answered_at=NOON)
    assert noted[0] == f"/{ID}/client_state_update"
    assert state(str(noted[1]["client_state"])) == State(order="k", answered_at=NOON, rep=REP_ID)


def test_no_rep_is_rung_for_a_lead_who_has_gone(peer: Peer) -> None:
    left = State(rest=(ADAPTER._ring(SCRIPT),)).packed()
    peer.replies(200, leg(end_time="2026-11-22T12:00:50Z"))

    assert orders(peer, told("call.speak.ended", client_state=left), Document(b"")) == [(f"/{ID}", {})]


def test_words_that_were_cut_short_by_the_end_are_followed_by_nothing(peer: Peer) -> None:
    assert (
        orders(peer, told("call.speak.ended", client_state=UNSAID.packed(), status="call_hangup"), Document(b"")) == []
    )


def test_a_lead_who_hangs_up_silences_the_reps_phone(peer: Peer) -> None:
    peer.replies(200, {"data": {"result": "ok"}})
    ringing = State(order="k", rep=REP_ID).packed()

    [(path, _)] = orders(peer, told("call.hangup", client_state=ringing, hangup_cause="normal_clearing"), Document(b""))

    assert path == f"/{REP_ID}/hangup"


def test_the_rep_hears_the_whisper_and_then_both_are_joined(peer: Peer) -> None:
    peer.replies(200, {"data": {"result": "ok"}})
    of_rep = State(lead=ID).packed()
    said = told("call.answered", call_control_id=REP_ID, client_state=of_rep)

    [(path, wanted)] = orders(peer, said, ADAPTER.whisper("A lead"))
    ended = told("call.speak.ended", call_control_id=REP_ID, client_state=wanted["client_state"])
    *_, joined = orders(peer, ended, Document(b""))

    assert (path, wanted["payload"]) == (f"/{REP_ID}/speak", "A lead")
    assert (joined[0], joined[1]["call_control_id"]) == (f"/{REP_ID}/bridge", ID)


def test_a_rep_who_answers_when_the_lead_has_gone_is_let_go(peer: Peer) -> None:
    peer.replies(422, {"errors": [{"code": "90018"}]})
    peer.replies(200, {"data": {"result": "ok"}})
    answered = told("call.answered", call_control_id=REP_ID, client_state=State(lead=ID).packed())

    made = orders(peer, answered, ADAPTER.whisper(""))

    assert [path for path, _ in made] == [f"/{REP_ID}/bridge", f"/{REP_ID}/hangup"]


@pytest.mark.parametrize(
    ("cause", "made"), [("timeout", "speak"), ("user_busy", "speak"), ("normal_clearing", "hangup")]
)
def test_only_a_lead_whom_no_rep_took_is_told_so(peer: Peer, cause: str, made: str) -> None:
    peer.replies(200, {"data": {"result": "ok"}})
    ended = told("call.hangup", call_control_id=REP_ID, client_state=State(lead=ID).packed(), hangup_cause=cause)

    [(path, wanted)] = orders(peer, ended, ADAPTER.after_rep(ended, SCRIPT))

    assert path == f"/{ID}/{made}"
    assert wanted.get("payload") == ("Sorry" if made == "speak" else None)


def test_other_news_of_the_reps_leg_asks_for_nothing(peer: Peer) -> None:
    begun = told("call.initiated", call_control_id=REP_ID, client_state=State(lead=ID).packed())

    assert orders(peer, begun, ADAPTER.after_rep(begun, SCRIPT)) == []


def test_the_agents_call_is_streamed_both_ways(peer: Peer) -> None:
    peer.replies(200, {"data": {"result": "ok"}})

    [(path, wanted)] = orders(peer, told("call.answered"), ADAPTER.answer(STREAMED))

    assert path == f"/{ID}/streaming_start"
    assert wanted["stream_url"] == "wss://v.example/s"
    assert (wanted["stream_bidirectional_mode"], wanted["stream_bidirectional_codec"]) == ("rtp", "PCMU")
    assert wanted["custom_parameters"] == [{"name": "crm_id", "value": "7"}]


@pytest.mark.parametrize("kind", ["streaming.stopped", "streaming.failed"])
def test_a_streams_end_is_news_for_the_address_that_says_what_comes_next(kind: str) -> None:
    carried = State(then_url="https://x.example/o/").packed()

    assert ADAPTER.meant_for(told(kind, client_state=carried)) == "https://x.example/o/"
    assert ADAPTER.meant_for(told("streaming.started", client_state=carried)) == ""


@pytest.mark.parametrize("carried", [None, "", "%%", "aGF2ZSBhIG5pY2UgZGF5ID1d", "e30="])
def test_a_state_that_is_not_ours_asks_for_nothing(carried: str | None) -> None:
    assert state(carried) == State()


def test_a_call_that_is_not_ours_is_hung_up(peer: Peer) -> None:
    peer.replies(200, {"data": {"result": "ok"}})

    assert [path for path, _ in orders(peer, told("call.answered"), ADAPTER.refuse_call())] == [f"/{ID}/hangup"]


def test_one_event_told_twice_orders_by_one_key_and_another_by_another(peer: Peer) -> None:
    peer.replies(200, {"data": {"result": "ok"}})
    answered = told("call.answered")
    another = replace(answered, body=answered.body.replace(telnyx_side.EVENT_ID.encode(), b"another"))
    for request in (answered, answered):
        orders(peer, request, ADAPTER.answer(SCRIPT))

    first, again, other = orders(peer, another, ADAPTER.answer(SCRIPT))

    assert first[1]["command_id"] == again[1]["command_id"] != other[1]["command_id"]


def test_silence_is_told_so_that_the_event_is_sent_again(peer: Peer) -> None:
    peer.hang()

    with pytest.raises(Unanswered):
        orders(peer, told("call.answered"), ADAPTER.answer(SCRIPT))


def test_nobody_is_left_in_silence_by_an_order_that_is_refused_for_good(peer: Peer) -> None:
    peer.replies(422, {"errors": [{"code": "10015"}]})
    peer.replies(200, {"data": {"result": "ok"}})

    with pytest.raises(Rejected):
        orders(peer, told("call.answered"), ADAPTER.answer(SCRIPT))

    assert [each.path.rpartition("/")[2] for each in peer.requests] == ["speak", "hangup"]
    assert len({orjson.loads(each.body)["command_id"] for each in peer.requests}) == 2
