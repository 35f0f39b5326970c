"""Calls and texts by the pretend SignalWire, made by our own adapters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.integrations.errors import Unauthorized
from apps.integrations.http import Document, Http, Inbound
from apps.integrations.sms.base import TextOrder
from apps.integrations.sms.signalwire import Sms
from apps.integrations.telephony.base import AnswerScript, CallOrder
from apps.integrations.telephony.signalwire import Telephony
from tests.sandbox.listener import Listener
from tests.sandbox.operator import Operator
from tests.sandbox.outside import OURS, Outside

TOKEN = "PT0123456789"


def project(outside: Outside, token: str = TOKEN) -> dict[str, str]:
    space = f"{outside.url}/signalwire/api/laml"
    ids = {"project_id": "a1b2c3d4-0000-4000-8000-000000000001", "base_url": space}
    return {**ids, "api_token": token, "signing_key": f"PSK_{token}", "caller_id": OURS, "sender": OURS}


def door(outside: Outside) -> Http:
    return Http(trusted_origins=frozenset([outside.url]))


def carrier(outside: Outside, token: str = TOKEN) -> Telephony:
    return Telephony(Telephony.Settings.model_validate(project(outside, token)), door(outside))


@pytest.fixture
def operator(outside: Outside) -> Iterator[Operator]:
    with Operator(carrier(outside)) as operator:
        yield operator


def test_a_lead_is_called_and_the_news_is_signed(outside: Outside, operator: Operator, phone: str) -> None:
    operator.answers["answer"] = lambda carrier, came: carrier.answer(AnswerScript("Hello"))
    answer_url, status_url = f"{operator.url}/answer/", f"{operator.url}/status/"

    placed = carrier(outside).place(CallOrder(phone, OURS, answer_url, status_url))
    operator.until(lambda: "completed" in operator.statuses())

    assert operator.statuses() == ["queued", "ringing", "answered", "completed"]
    assert {each["vendor"] for each in outside.matching(id=placed.provider_id)} == {"signalwire"}
    assert operator.failed == []


def test_a_text_is_sent_and_arrives(outside: Outside, phone: str) -> None:
    sms = Sms(Sms.Settings.model_validate(project(outside)), door(outside))
    statuses: list[str] = []

    def take(came: Inbound) -> Document:
        sms.verify(came)
        statuses.append(sms.read_status(came).status.value)
        return sms.acknowledge()

    with Listener(take) as listener:
        sms.send(TextOrder(phone, OURS, "Hi", f"{listener.url}/status/"))
        listener.until(lambda: "delivered" in statuses)

    assert listener.failed == []


def test_a_wrong_token_is_told_as_signalwires(outside: Outside) -> None:
    with pytest.raises(Unauthorized, match="SignalWire"):
        carrier(outside, token="wrong-token").check()
