"""Trouble to order: what takes effect and what the caller learns of it."""

from __future__ import annotations

import time

import pytest
import requests

from apps.sandbox.rig import wait_until
from tests.sandbox.application import Application
from tests.sandbox.outside import Outside


def test_a_dropped_answer_still_rings_the_phone(outside: Outside, phone: str) -> None:
    outside.break_("twilio", mode="accept_then_drop")

    with pytest.raises(requests.ConnectionError):
        outside.call(phone)

    assert outside.wait_for("call.answered", to=phone)


def test_a_reset_connection_rings_nobody(outside: Outside, phone: str) -> None:
    outside.break_("twilio", mode="reset")

    with pytest.raises(requests.ConnectionError):
        outside.call(phone)

    assert outside.seen(to=phone) == []


def test_silence_rings_nobody(outside: Outside, phone: str) -> None:
    outside.break_("twilio", mode="timeout")

    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{outside.url}/twilio/2010-04-01/Accounts/AC1/Calls.json", data={"To": phone}, timeout=0.3)

    assert outside.seen(to=phone) == []


def test_garbage_comes_back_from_a_call_that_rings(outside: Outside, phone: str) -> None:
    outside.break_("twilio", mode="garbage")

    answer = outside.call(phone)

    assert (answer.status_code, answer.text[:6]) == (200, "<html>")
    assert outside.seen(to=phone)[0] == "call.placed"


def test_an_error_status_may_hide_a_call_that_rings(outside: Outside, phone: str) -> None:
    outside.break_("twilio", mode="accept_then_status", status=503)

    answer = outside.call(phone)

    assert answer.status_code == 503
    assert outside.seen(to=phone)[0] == "call.placed"


@pytest.mark.parametrize(
    ("vendor", "path", "sign"),
    [
        ("twilio", "/twilio/2010-04-01/Accounts/AC1/Calls.json", '"code":20429'),
        ("hubspot", "/hubspot/crm/v3/objects/contacts", '"errorType":"RATE_LIMIT"'),
        ("salesforce", "/salesforce/services/data/v66.0/sobjects/Lead", '"errorCode"'),
        ("slack", "/slack/services/T/B/X", '"ratelimited"'),
    ],
)
def test_each_vendor_is_throttled_in_its_own_words(outside: Outside, vendor: str, path: str, sign: str) -> None:
    outside.break_(vendor, status=429)

    answer = outside.post(path, json={})

    assert answer.status_code == 429
    assert sign in answer.text


def test_a_fault_may_strike_once_and_be_over(outside: Outside) -> None:
    outside.break_("hubspot", status=503, times=1)

    statuses = [outside.post("/hubspot/crm/v3/objects/contacts", json={}).status_code for _ in range(2)]

    assert statuses[0] == 503
    assert statuses[1] != 503
    assert outside.get("/faults").json() == []


def test_a_fault_strikes_only_its_vendor_and_path(outside: Outside, phone: str) -> None:
    outside.break_("hubspot", status=500)
    outside.break_("twilio", status=500, path="Messages")

    statuses = outside.call(phone).status_code, outside.text(phone).status_code

    assert statuses == (201, 500)


def test_a_fault_strikes_as_often_as_its_rate_says(outside: Outside, phone: str) -> None:
    outside.break_("twilio", status=500, error_rate=0.5)

    statuses = {outside.text(phone).status_code for _ in range(20)}

    assert statuses == {201, 500}


def test_a_fault_passes_after_its_seconds(outside: Outside, phone: str) -> None:
    outside.break_("twilio", status=500, seconds=0.2)

    time.sleep(0.25)

    assert outside.call(phone).status_code == 201
    assert outside.get("/faults").json() == []


def test_latency_comes_before_the_effect(outside: Outside, phone: str) -> None:
    outside.break_("twilio", latency_ms=2_000)

    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{outside.url}/twilio/2010-04-01/Accounts/AC1/Calls.json", data={"To": phone}, timeout=0.1)

    assert outside.seen(to=phone) == []


def test_callbacks_may_come_several_times(outside: Outside, application: Application, phone: str) -> None:
    outside.break_("twilio", mode="duplicate_callbacks")

    outside.text(phone, StatusCallback=f"{application.url}/status")
    application.statuses("/status", last="delivered", field="MessageStatus")

    told = [each.form["MessageStatus"] for each in application.at("/status")]
    assert 2 <= told.count("sent") <= 5


def test_callbacks_may_come_in_any_order(outside: Outside, application: Application, phone: str) -> None:
    outside.break_("twilio", mode="shuffle_callbacks")
    events = ["initiated", "ringing", "answered", "completed"]

    for _ in range(8):
        outside.call(phone, StatusCallback=f"{application.url}/status", StatusCallbackEvent=events)
    wait_until(lambda: len(application.at("/status")) == 8 * len(events), seconds=30)

    by_call: dict[str, list[str]] = {}
    for each in application.at("/status"):
        by_call.setdefault(each.form["CallSid"], []).append(each.form["SequenceNumber"])
    assert len(by_call) == 8
    assert any(numbers != sorted(numbers) for numbers in by_call.values())


def test_a_misspelt_fault_is_refused(outside: Outside) -> None:
    assert outside.post("/faults", json={"vendor": "twilio", "mode": "explode"}).status_code == 400


def test_the_control_api_never_breaks(outside: Outside) -> None:
    outside.break_("*", mode="reset")

    assert outside.get("/journal").status_code == 200
