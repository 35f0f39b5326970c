"""Calls and texts by the pretend Plivo, made by our own adapters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from apps.integrations.errors import Unanswered, Unauthorized
from apps.integrations.http import Document, Http, Inbound
from apps.integrations.sms.base import TextOrder
from apps.integrations.sms.plivo import Sms
from apps.integrations.telephony import base
from apps.integrations.telephony.base import AnswerScript, CallOrder, Met
from apps.integrations.telephony.plivo import Telephony
from tests.integrations.plivo_side import ACCOUNT, AUTH_ID, TOKEN
from tests.sandbox.listener import Listener
from tests.sandbox.operator import Operator
from tests.sandbox.outside import OURS, Outside
from tests.sandbox.text_desk import Desk

REP = "+12025550152"


def door(outside: Outside) -> Http:
    return Http(trusted_origins=frozenset([outside.url]))


def settings(outside: Outside, **more: str) -> dict[str, str]:
    return ACCOUNT | {"base_url": f"{outside.url}/plivo", "caller_id": OURS, "sender": OURS} | more


def carrier(outside: Outside, **more: str) -> Telephony:
    return Telephony(Telephony.Settings.model_validate(settings(outside, **more)), door(outside))


def order(operator: Operator, phone: str) -> CallOrder:
    url = f"{operator.url}/{{}}/{phone[1:]}/"
    return CallOrder(phone, OURS, url.format("answer"), url.format("status"), machine_url=url.format("machine"))


@pytest.fixture
def operator(outside: Outside) -> Iterator[Operator]:
    with Operator(carrier(outside)) as operator:
        yield operator


def bridging(operator: Operator) -> None:
    done_url, whisper_url = f"{operator.url}/done/", f"{operator.url}/whisper/?crm_id=7"
    script = AnswerScript("Hello", rep_phone=REP, whisper_url=whisper_url, done_url=done_url, rep_missed="Sorry")
    operator.answers["answer"] = lambda carrier, came: carrier.answer(script)
    operator.answers["whisper"] = lambda carrier, came: carrier.whisper("A lead")
    operator.answers["done"] = lambda carrier, came: carrier.after_rep(came, script)


def test_a_rep_hears_who_it_is_and_talks_with_the_lead(outside: Outside, operator: Operator, phone: str) -> None:
    bridging(operator)
    outside.post("/numbers", json={"number": REP, "behaviour": "answer", "ring_ms": 100})

    placed = carrier(outside).place(order(operator, phone))
    operator.until(lambda: "completed" in operator.statuses())

    assert operator.statuses() == ["ringing", "completed"]
    assert operator.statuses("answer") == ["answered"]
    assert "call.bridged" in outside.seen(id=placed.provider_id)
    assert operator.failed == []


def test_a_lead_whom_no_rep_took_is_told_so(outside: Outside, operator: Operator, phone: str) -> None:
    bridging(operator)
    outside.post("/numbers", json={"number": REP, "behaviour": "busy", "ring_ms": 100})

    placed = carrier(outside).place(order(operator, phone))
    operator.until(lambda: "completed" in operator.statuses())

    told = [each["facts"]["twiml"] for each in outside.matching(id=placed.provider_id) if "twiml" in each["facts"]]
    assert [verb["verb"] for verb in told[-1]] == ["Say", "Hangup"]


@pytest.mark.parametrize(
    ("behaviour", "status", "cause"),
    [("busy", "busy", "busy"), ("declined", "busy", "declined"), ("unavailable", "failed", "number not in service")],
)
def test_who_does_not_answer_is_told_with_the_reason(
    outside: Outside, operator: Operator, phone: str, behaviour: str, status: str, cause: str
) -> None:
    outside.post("/numbers", json={"number": phone, "behaviour": behaviour})

    placed = carrier(outside).place(order(operator, phone))
    operator.until(lambda: status in operator.statuses())

    assert operator.news[-1][1].cause == cause
    assert carrier(outside).fetch(placed.provider_id).cause == cause


def test_a_machine_is_told_of_at_its_own_address(outside: Outside, operator: Operator, phone: str) -> None:
    met: list[Met] = []

    def machine(carrier: base.Telephony, came: Inbound) -> Document:
        met.append(carrier.read_met(came))
        return Document(b"", status=204)

    operator.answers["machine"] = machine
    operator.answers["answer"] = lambda carrier, came: carrier.answer(AnswerScript("x" * 45))
    outside.post("/numbers", json={"number": phone, "behaviour": "voicemail"})

    carrier(outside).place(order(operator, phone))
    operator.until(lambda: met == [Met.MACHINE])


def test_a_call_whose_answer_was_lost_is_found_and_a_ringing_one_is_ended(
    outside: Outside, operator: Operator, phone: str
) -> None:
    outside.post("/numbers", json={"number": phone, "behaviour": "no_answer", "ring_ms": 9_000})
    outside.break_("plivo", mode="accept_then_drop", times=1)
    asked, since = order(operator, phone), datetime.now(UTC) - timedelta(seconds=1)
    with pytest.raises(Unanswered):
        carrier(outside).place(asked)

    [found] = carrier(outside).find(asked, since=since)
    operator.until(lambda: operator.statuses() == ["ringing"])
    carrier(outside).hang_up(found.provider_id)

    operator.until(lambda: operator.statuses() == ["ringing", "canceled"])


def test_a_wrong_token_is_refused(outside: Outside) -> None:
    assert carrier(outside).check() == "Connected to the Plivo account Pretend."
    with pytest.raises(Unauthorized):
        carrier(outside, auth_token="wrong-token").check()


def test_texts_arrive_and_who_writes_is_answered(outside: Outside, phone: str) -> None:
    desk = Desk(Sms(Sms.Settings.model_validate(settings(outside)), door(outside)))

    with Listener(desk.take) as listener:
        since = datetime.now(UTC) - timedelta(seconds=1)
        asked = TextOrder(phone, OURS, "Hi", f"{listener.url}/status/")
        sent = desk.sms.send(asked)
        listener.until(lambda: desk.statuses == ["sent", "delivered"])
        written = {"from": phone, "to": OURS, "body": "Who is this?", "message_url": f"{listener.url}/in/"}
        outside.post(f"/plivo/v1/Account/{AUTH_ID}/_inbound-sms", json=written, auth=(AUTH_ID, TOKEN))
        found = desk.sms.find(asked, since=since)

    assert [each.provider_id for each in found] == [sent.provider_id]
    assert [(each.sender, each.body) for each in desk.replies] == [(phone, "Who is this?")]
    assert [each["facts"]["body"] for each in outside.matching(to=phone) if each["kind"] == "sms.sent"] == [
        "Hi",
        "Noted",
    ]
    assert listener.failed == []
