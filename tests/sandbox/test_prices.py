"""What the pretend carrier charges, and when it knows, as our own adapters ask for it."""

from __future__ import annotations

from apps.integrations.charges import Charge
from apps.integrations.sms.twilio import Sms
from tests.contracts.hurry import http_to
from tests.sandbox.application import Application
from tests.sandbox.outside import ACCOUNT, OURS, TOKEN, Outside
from tests.sandbox.test_recordings import bridged, carrier


def test_a_call_has_its_price_a_minute_after_its_end_with_the_reps_leg(
    outside: Outside, application: Application, phone: str
) -> None:
    sid = bridged(outside, application, phone, record_url="")

    early = carrier(outside).charge(sid)
    outside.post("/clock", json={"offset_seconds": 61})

    assert (early, carrier(outside).charge(sid)) == (None, Charge(14_000 + 11_000, "USD"))


def test_a_busy_line_costs_nothing(outside: Outside) -> None:
    sid = outside.call("+12025550111").json()["sid"]
    outside.wait_for("call.ended", id=sid)

    assert carrier(outside).charge(sid) == Charge(0, "USD")


def test_a_text_is_paid_by_the_segment(outside: Outside, phone: str) -> None:
    sid = outside.text(phone, Body="x" * 200).json()["sid"]
    outside.wait_for("sms.delivered", id=sid)
    account = {"account_sid": ACCOUNT, "auth_token": TOKEN, "sender": OURS, "base_url": f"{outside.url}/twilio"}
    sms = Sms(Sms.Settings(**account), http_to(outside.url))

    early = sms.charge(sid)
    outside.post("/clock", json={"offset_seconds": 61})

    assert (early, sms.charge(sid)) == (None, Charge(16_600, "USD"))
