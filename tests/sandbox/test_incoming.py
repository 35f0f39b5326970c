"""People of the pretend world who call us."""

from __future__ import annotations

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # no py.typed

from tests.sandbox.application import Application
from tests.sandbox.outside import OURS, TOKEN, Outside

KEYS = '<Response><Gather action="{url}/keys" numDigits="1"><Say>Press 9</Say></Gather><Say>Goodbye</Say></Response>'


@pytest.fixture
def desk(outside: Outside, application: Application) -> Application:
    """An application that takes calls at our number."""
    urls = {"VoiceUrl": f"{application.url}/calls", "StatusCallback": f"{application.url}/ended"}
    outside.twilio("IncomingPhoneNumbers.json", PhoneNumber=OURS, **urls)
    application.answers["/calls"] = "<Response><Say>Hello</Say></Response>"
    return application


def test_a_person_calls_us_and_hears_what_we_answer(outside: Outside, desk: Application, phone: str) -> None:
    sid = outside.post("/inbound-call", json={"from": phone, "to": OURS}).json()["id"]

    outside.wait_for("call.ended", id=sid)

    [asked] = desk.at("/calls")
    assert (asked.form["From"], asked.form["To"], asked.form["CallSid"]) == (phone, OURS, sid)
    assert (asked.form["CallStatus"], asked.form["Direction"]) == ("ringing", "inbound")
    assert RequestValidator(TOKEN).validate(f"{desk.url}/calls", asked.form, asked.signature)
    assert outside.seen(id=sid) == ["call.came_in", "call.instructed", "call.ended"]


def test_we_are_told_once_that_it_is_over(outside: Outside, desk: Application, phone: str) -> None:
    outside.post("/inbound-call", json={"from": phone, "to": OURS})

    assert desk.statuses("/ended", last="completed") == ["completed"]


def test_who_calls_back_calls_the_number_that_showed(outside: Outside, desk: Application, phone: str) -> None:
    outside.wait_for("call.ended", id=outside.call(phone).json()["sid"])

    assert outside.post("/inbound-call", json={"from": phone}).json()["to"] == OURS


@pytest.mark.parametrize(("key", "pressed"), [("9", ["9"]), ("", [])])
def test_a_key_is_pressed_by_who_wants_to(
    outside: Outside, desk: Application, phone: str, key: str, pressed: list[str]
) -> None:
    desk.answers["/calls"] = KEYS.format(url=desk.url)
    desk.answers["/keys"] = "<Response/>"

    sid = outside.post("/inbound-call", json={"from": phone, "to": OURS, "key": key}).json()["id"]
    outside.wait_for("call.ended", id=sid)

    assert [each.form["Digits"] for each in desk.at("/keys")] == pressed


def test_a_number_that_nobody_answers_is_said_to_be_none(outside: Outside, phone: str) -> None:
    answer = outside.post("/inbound-call", json={"from": phone, "to": "+12125550177"})

    assert answer.status_code == 404
