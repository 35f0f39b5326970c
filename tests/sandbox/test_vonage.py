"""Calls and texts by the pretend Vonage, made by our own adapters."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from websockets.sync.server import ServerConnection, serve

from apps.integrations.errors import Unanswered, Unauthorized
from apps.integrations.http import Document, Http, Inbound
from apps.integrations.sms.base import TextOrder
from apps.integrations.sms.vonage import Sms
from apps.integrations.telephony import base
from apps.integrations.telephony.base import AnswerScript, CallOrder, Met
from apps.integrations.telephony.vonage import Telephony
from apps.integrations.wire import vonage as wire
from apps.sandbox.seed import carriers
from tests.integrations.vonage_side import PEM
from tests.sandbox.listener import Listener
from tests.sandbox.operator import Operator
from tests.sandbox.outside import OURS, Outside
from tests.sandbox.text_desk import Desk

REP = "+12025550153"


def door(outside: Outside) -> Http:
    return Http(trusted_origins=frozenset([outside.url]))


@pytest.fixture(scope="module")
def account(only_sandbox: Outside) -> dict[str, str]:
    return dict(carriers.account("vonage", only_sandbox.url, number=OURS))


def carrier(outside: Outside, account: dict[str, str], **more: str) -> Telephony:
    return Telephony(Telephony.Settings.model_validate(account | more), door(outside))


def order(operator: Operator, phone: str) -> CallOrder:
    url = f"{operator.url}/{{}}/{phone[1:]}/"
    return CallOrder(phone, OURS, url.format("answer"), url.format("status"), machine_url=url.format("machine"))


@pytest.fixture
def operator(outside: Outside, account: dict[str, str]) -> Iterator[Operator]:
    with Operator(carrier(outside, account)) as operator:
        yield operator


def bridging(operator: Operator) -> None:
    done_url, whisper_url = f"{operator.url}/done/", f"{operator.url}/whisper/?crm_id=7"
    script = AnswerScript("Hello", rep_phone=REP, whisper_url=whisper_url, done_url=done_url, rep_missed="Sorry")
    operator.answers["answer"] = lambda carrier, came: carrier.answer(script)
    operator.answers["whisper"] = lambda carrier, came: carrier.whisper("A lead")
    operator.answers["done"] = lambda carrier, came: carrier.after_rep(came, script)


def test_a_rep_hears_who_it_is_and_talks_with_the_lead(
    outside: Outside, account: dict[str, str], operator: Operator, phone: str
) -> None:
    bridging(operator)
    outside.post("/numbers", json={"number": REP, "behaviour": "answer", "ring_ms": 100})

    placed = carrier(outside, account).place(order(operator, phone))
    operator.until(lambda: "completed" in operator.statuses())

    assert operator.statuses()[:3] == ["queued", "ringing", "answered"]
    assert {news.provider_id for _, news in operator.news} == {placed.provider_id}
    assert "call.bridged" in outside.seen(id=placed.provider_id)
    assert operator.failed == []


def test_a_lead_whom_no_rep_took_is_told_so(
    outside: Outside, account: dict[str, str], operator: Operator, phone: str
) -> None:
    bridging(operator)
    outside.post("/numbers", json={"number": REP, "behaviour": "busy", "ring_ms": 100})

    placed = carrier(outside, account).place(order(operator, phone))
    operator.until(lambda: "completed" in operator.statuses())

    told = [each["facts"]["twiml"] for each in outside.matching(id=placed.provider_id) if "twiml" in each["facts"]]
    assert [(verb["verb"], verb["text"]) for verb in told[-1]] == [("Say", "Sorry")]


@pytest.mark.parametrize(
    ("behaviour", "status", "cause"),
    [
        ("busy", "busy", "busy"),
        ("declined", "no_answer", "nobody answered"),
        ("unavailable", "failed", "could not be connected"),
        ("blocked", "failed", "refused by the carrier"),
    ],
)
def test_who_does_not_answer_is_told_with_the_reason(
    outside: Outside, account: dict[str, str], operator: Operator, phone: str, behaviour: str, status: str, cause: str
) -> None:
    outside.post("/numbers", json={"number": phone, "behaviour": behaviour})

    placed = carrier(outside, account).place(order(operator, phone))
    operator.until(lambda: status in operator.statuses())

    assert operator.news[-1][1].cause == cause
    assert carrier(outside, account).fetch(placed.provider_id).cause == cause


def test_a_machine_is_told_of_at_its_own_address(
    outside: Outside, account: dict[str, str], operator: Operator, phone: str
) -> None:
    met: list[Met] = []

    def machine(carrier: base.Telephony, came: Inbound) -> Document:
        met.append(carrier.read_met(came))
        return Document(b"", status=204)

    operator.answers["machine"] = machine
    operator.answers["answer"] = lambda carrier, came: carrier.answer(AnswerScript("x" * 45))
    outside.post("/numbers", json={"number": phone, "behaviour": "voicemail"})

    carrier(outside, account).place(order(operator, phone))
    operator.until(lambda: met == [Met.MACHINE])


def test_the_agents_audio_goes_there_and_back_and_then_comes_what_comes_next(
    outside: Outside, account: dict[str, str], operator: Operator, phone: str
) -> None:
    came: list[object] = []

    def agent(socket: ServerConnection) -> None:
        came.append(json.loads(socket.recv()))
        came.append(len(socket.recv()))
        socket.send(b"\x00\x10" * 160)
        socket.send(json.dumps({"action": "notify", "payload": {"mark": "l1"}}))
        while isinstance(told := socket.recv(), bytes):
            pass
        came.append(json.loads(told))

    with serve(agent, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stream_url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}/stream/vonage/0c4f"
        script = AnswerScript("", stream_url=stream_url, parameters={"crm_id": "7"}, done_url=f"{operator.url}/over/")
        operator.answers["answer"] = lambda carrier, came: carrier.answer(script)
        operator.answers["over"] = lambda carrier, came: carrier.answer(AnswerScript("Goodbye"))
        placed = carrier(outside, account).place(order(operator, phone))
        operator.until(lambda: "completed" in operator.statuses())

    started = {"event": "websocket:connected", "content-type": "audio/l16;rate=8000", "crm_id": "7"}
    assert came == [
        started | {"call": placed.provider_id},
        320,
        {"event": "websocket:notify", "payload": {"mark": "l1"}},
    ]
    told = [each["facts"]["twiml"] for each in outside.matching(id=placed.provider_id) if "twiml" in each["facts"]]
    assert [(verb["verb"], verb["text"]) for verb in told[-1]] == [("Say", "Goodbye")]
    assert operator.failed == []


def test_a_call_whose_answer_was_lost_is_found_and_a_ringing_one_is_ended(
    outside: Outside, account: dict[str, str], operator: Operator, phone: str
) -> None:
    outside.post("/numbers", json={"number": phone, "behaviour": "no_answer", "ring_ms": 9_000})
    outside.break_("vonage", mode="accept_then_drop", times=1)
    asked, since = order(operator, phone), datetime.now(UTC) - timedelta(seconds=1)
    with pytest.raises(Unanswered):
        carrier(outside, account).place(asked)

    [found] = carrier(outside, account).find(asked, since=since)
    operator.until(lambda: "ringing" in operator.statuses())
    carrier(outside, account).hang_up(found.provider_id)

    operator.until(lambda: operator.statuses() == ["queued", "ringing", "canceled"])
    carrier(outside, account).hang_up(found.provider_id)


def test_another_key_is_refused(outside: Outside, account: dict[str, str]) -> None:
    assert carrier(outside, account).check().startswith("Vonage knows the application")
    with pytest.raises(Unauthorized):
        carrier(outside, account, private_key=PEM).check()


def test_texts_arrive_and_who_writes_is_answered(outside: Outside, account: dict[str, str], phone: str) -> None:
    desk = Desk(Sms(Sms.Settings.model_validate(account), door(outside)))

    with Listener(desk.take) as listener:
        since = datetime.now(UTC) - timedelta(seconds=1)
        asked = TextOrder(phone, OURS, "Hi", f"{listener.url}/status/{phone[1:]}/")
        sent = desk.sms.send(asked)
        listener.until(lambda: desk.statuses == ["sent", "delivered"])
        written = {"from": phone, "to": OURS, "body": "Who is this?", "inbound_url": f"{listener.url}/in/"}
        wire.Api(wire.Application.model_validate(account), door(outside)).order("POST", "/_inbound-sms", written)
        listener.until(lambda: bool(desk.replies))
        outside.wait_for("sms.sent", to=phone, body="Noted")
        found = desk.sms.find(asked, since=since)

    assert [each.provider_id for each in found] == [sent.provider_id]
    assert [(each.sender, each.body) for each in desk.replies] == [(phone, "Who is this?")]
    assert listener.failed == []
