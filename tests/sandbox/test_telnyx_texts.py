"""Texts by the pretend Telnyx, sent by our own adapter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Http
from apps.integrations.sms.base import TextOrder
from apps.integrations.sms.telnyx import Sms
from apps.sandbox.telnyx.accounts import Account
from tests.sandbox.listener import Listener
from tests.sandbox.outside import OURS, Outside
from tests.sandbox.text_desk import Desk

KEY = "KEY-0123456"


def vendor(outside: Outside) -> Sms:
    settings = {"api_key": KEY, "public_key": Account(KEY).public_key, "sender": OURS}
    typed = Sms.Settings.model_validate(settings | {"base_url": f"{outside.url}/telnyx"})
    return Sms(typed, Http(trusted_origins=frozenset([outside.url])))


@pytest.fixture
def desk(outside: Outside) -> Desk:
    return Desk(vendor(outside))


@pytest.fixture
def listener(desk: Desk) -> Iterator[Listener]:
    with Listener(desk.take) as listener:
        yield listener


def order(listener: Listener, phone: str) -> TextOrder:
    return TextOrder(phone, OURS, "Hi, it's us", f"{listener.url}/status/{phone[1:]}/")


def write(outside: Outside, listener: Listener, phone: str, body: str) -> None:
    written = {"from": phone, "to": OURS, "body": body, "webhook_url": f"{listener.url}/in/"}
    told = outside.post("/telnyx/_inbound-sms", json=written, headers={"Authorization": f"Bearer {KEY}"})
    assert told.status_code == 202


def test_a_text_is_sent_and_arrives(outside: Outside, desk: Desk, listener: Listener, phone: str) -> None:
    sent = desk.sms.send(order(listener, phone))

    listener.until(lambda: len(desk.news) == 2)
    assert [(each.provider_id, each.status.value) for each in desk.news] == [
        (sent.provider_id, "sent"),
        (sent.provider_id, "delivered"),
    ]


def test_a_landline_takes_none(outside: Outside, desk: Desk, listener: Listener) -> None:
    desk.sms.send(order(listener, "+12025550117"))

    listener.until(lambda: len(desk.news) == 2)
    assert (desk.news[-1].status.value, desk.news[-1].code) == ("undelivered", "40001")


def test_one_order_is_one_text_and_a_lost_answer_is_found(
    outside: Outside, desk: Desk, listener: Listener, phone: str
) -> None:
    asked, since = order(listener, phone), datetime.now(UTC) - timedelta(seconds=1)
    outside.break_("telnyx", mode="accept_then_drop", times=1)
    with pytest.raises(Unanswered):
        desk.sms.send(asked)

    [found] = desk.sms.find(asked, since=since)

    assert desk.sms.send(asked).provider_id == found.provider_id
    assert outside.seen(to=phone).count("sms.sent") == 1


def test_who_writes_is_answered_until_they_say_stop(
    outside: Outside, desk: Desk, listener: Listener, phone: str
) -> None:
    write(outside, listener, phone, "Who is this?")
    listener.until(lambda: "sms.sent" in outside.seen(to=phone))
    write(outside, listener, phone, "stop")
    listener.until(lambda: len(desk.replies) == 2)

    with pytest.raises(Rejected) as refusal:
        desk.sms.send(order(listener, phone))

    assert refusal.value.code == "opted_out"
    assert outside.seen(to=phone).count("sms.sent") == 1
