"""A call by the pretend Telnyx, made by our own adapter: orders there, signed events back."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.integrations.errors import Rejected, Unanswered, Unauthorized
from apps.integrations.http import Document, Http, Inbound
from apps.integrations.telephony.base import AnswerScript, CallOrder, Met, RecordingNews, Telephony
from apps.integrations.telephony.telnyx import Telephony as Telnyx
from apps.sandbox.telnyx.accounts import Account
from tests.sandbox.operator import Operator
from tests.sandbox.outside import OURS, Outside

KEY = "KEY-0123456"
REP = "+12025550151"


def carrier(outside: Outside, key: str = KEY) -> Telnyx:
    settings = {"api_key": key, "public_key": Account(key).public_key, "connection_id": "77", "caller_id": OURS}
    typed = Telnyx.Settings.model_validate(settings | {"base_url": f"{outside.url}/telnyx"})
    return Telnyx(typed, Http(trusted_origins=frozenset([outside.url])))


def order(operator: Operator, phone: str, *, token: str = "") -> CallOrder:
    url = f"{operator.url}/{{}}/{token or phone[1:]}/"
    return CallOrder(phone, OURS, url.format("answer"), url.format("status"), machine_url=url.format("machine"))


@pytest.fixture
def operator(outside: Outside) -> Iterator[Operator]:
    with Operator(carrier(outside)) as operator:
        yield operator


def bridging(operator: Operator, *, record_url: str = "") -> AnswerScript:
    done_url, whisper_url = f"{operator.url}/done/", f"{operator.url}/whisper/"
    script = AnswerScript("Hello", rep_phone=REP, whisper_url=whisper_url, done_url=done_url, rep_missed="Sorry")
    script = replace(script, record_url=record_url)
    operator.answers["answer"] = lambda carrier, came: carrier.answer(script)
    operator.answers["whisper"] = lambda carrier, came: carrier.whisper("A lead")
    operator.answers["done"] = lambda carrier, came: carrier.after_rep(came, script)
    return script


def heard(outside: Outside, phone: str) -> list[str]:
    return [each["facts"]["text"] for each in outside.matching(to=phone) if each["kind"] == "call.spoken"]


def test_a_lead_is_greeted_and_hung_up(outside: Outside, operator: Operator, phone: str) -> None:
    operator.answers["answer"] = lambda carrier, came: carrier.answer(AnswerScript("Hello"))

    placed = carrier(outside).place(order(operator, phone))
    operator.until(lambda: "completed" in operator.statuses())

    assert heard(outside, phone) == ["Hello"]
    assert {news.provider_id for _, news in operator.news} == {placed.provider_id}
    assert operator.statuses("answer") == ["answered"]
    assert operator.news[-1][1].talk_seconds in range(1, 10)
    assert operator.failed == []


def test_a_rep_hears_who_it_is_and_talks_with_the_lead(outside: Outside, operator: Operator, phone: str) -> None:
    bridging(operator)
    outside.post("/numbers", json={"number": REP, "behaviour": "answer", "ring_ms": 100})

    carrier(outside).place(order(operator, phone))
    outside.wait_for("call.bridged", to=REP)
    operator.until(lambda: "completed" in operator.statuses())

    assert (heard(outside, phone), heard(outside, REP)[-1:]) == (["Hello"], ["A lead"])
    assert operator.failed == []


def test_what_they_say_is_recorded_told_heard_and_deleted(outside: Outside, operator: Operator, phone: str) -> None:
    script, read = bridging(operator, record_url=f"{operator.url}/recording/"), list[RecordingNews]()
    outside.post("/numbers", json={"number": REP, "behaviour": "answer", "ring_ms": 100})

    def recorded(ours: Telephony, came: Inbound) -> Document:
        read.append(ours.read_recording(came))
        return Document(b"", status=204)

    operator.answers["recording"] = recorded
    placed = carrier(outside).place(order(operator, phone))
    operator.until(lambda: bool(read))
    ours = carrier(outside)
    with wave.open(io.BytesIO(ours.fetch_recording(read[0].recording_id))) as heard:
        sides, seconds = heard.getnchannels(), heard.getnframes() / heard.getframerate()
    ours.delete_recording(read[0].recording_id)

    assert script.record_url
    assert (read[0].provider_id, read[0].is_there, sides, seconds) == (placed.provider_id, True, 2, read[0].seconds)
    assert outside.seen(id=read[0].recording_id) == ["recording.made", "recording.fetched", "recording.deleted"]
    assert operator.failed == []


def test_a_lead_whom_no_rep_took_is_told_so(outside: Outside, operator: Operator, phone: str) -> None:
    bridging(operator)
    outside.post("/numbers", json={"number": REP, "behaviour": "busy", "ring_ms": 100})

    carrier(outside).place(order(operator, phone))
    operator.until(lambda: "completed" in operator.statuses())

    assert heard(outside, phone) == ["Hello", "Sorry"]


def test_a_lead_who_hangs_up_silences_the_reps_phone(outside: Outside, operator: Operator, phone: str) -> None:
    bridging(operator)
    outside.post("/numbers", json={"number": REP, "behaviour": "no_answer", "ring_ms": 9_000})
    placed = carrier(outside).place(order(operator, phone))
    before = len(outside.matching(to=REP))
    outside.wait_for("call.spoken", to=phone)
    operator.until(lambda: len(outside.matching(to=REP)) > before)
    operator.until(lambda: bool(outside.matching(to=REP, leg="rep")[-1]["kind"] == "call.ringing"))

    carrier(outside).hang_up(placed.provider_id)

    operator.until(lambda: bool(outside.matching(to=REP)[-1]["kind"] == "call.ended"))
    assert outside.matching(to=REP)[-1]["facts"]["status"] == "canceled"


@pytest.mark.parametrize(
    ("behaviour", "status", "cause"),
    [
        ("busy", "busy", "busy"),
        ("declined", "failed", "declined (603)"),
        ("unavailable", "failed", "number not in service (404)"),
        ("blocked", "failed", "blocked by analytics (608)"),
    ],
)
def test_who_does_not_answer_is_told_with_the_reason(
    outside: Outside, operator: Operator, phone: str, behaviour: str, status: str, cause: str
) -> None:
    outside.post("/numbers", json={"number": phone, "behaviour": behaviour})

    carrier(outside).place(order(operator, phone))
    operator.until(lambda: status in operator.statuses())

    assert operator.news[-1][1].cause == cause


def test_a_machine_is_told_of_at_its_own_address(outside: Outside, operator: Operator, phone: str) -> None:
    met: list[Met] = []

    def machine(carrier: Telephony, came: Inbound) -> Document:
        met.append(carrier.read_met(came))
        return Document(b"", status=204)

    operator.answers["machine"] = machine
    operator.answers["answer"] = lambda carrier, came: carrier.answer(AnswerScript("x" * 45))
    outside.post("/numbers", json={"number": phone, "behaviour": "voicemail"})

    carrier(outside).place(order(operator, phone))
    operator.until(lambda: Met.MACHINE in met)


def test_one_order_is_one_call_however_often_it_is_sent(outside: Outside, operator: Operator, phone: str) -> None:
    asked = order(operator, phone)

    first, again = carrier(outside).place(asked), carrier(outside).place(asked)

    assert first.provider_id == again.provider_id
    assert outside.seen(to=phone).count("call.placed") == 1


def test_a_call_whose_answer_was_lost_is_found_again(outside: Outside, operator: Operator, phone: str) -> None:
    outside.break_("telnyx", mode="accept_then_drop", times=1)
    asked, since = order(operator, phone), datetime.now(UTC) - timedelta(seconds=1)
    with pytest.raises(Unanswered):
        carrier(outside).place(asked)
    operator.until(lambda: bool(operator.news))

    [found] = carrier(outside).find(asked, since=since)

    assert found.provider_id == operator.news[0][1].provider_id
    assert carrier(outside).find(replace(asked, status_url=f"{operator.url}/status/other/"), since=since) == []


def test_how_a_call_ended_can_be_asked_for(outside: Outside, operator: Operator, phone: str) -> None:
    outside.post("/numbers", json={"number": phone, "behaviour": "busy"})
    placed = carrier(outside).place(order(operator, phone))
    operator.until(lambda: "busy" in operator.statuses())

    assert carrier(outside).fetch(placed.provider_id).cause == "busy"


def test_a_check_tells_the_right_keys_from_the_wrong_ones(outside: Outside) -> None:
    assert carrier(outside).check() == "Telnyx knows the key and the application The pretend application."
    with pytest.raises(Unauthorized):
        carrier(outside, key="wrong-key").check()


def test_a_number_that_is_none_is_refused(outside: Outside, operator: Operator) -> None:
    with pytest.raises(Rejected, match="not a valid phone number"):
        carrier(outside).place(order(operator, "+0"))
