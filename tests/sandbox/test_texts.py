"""Texts, their fate, and the carrier's own opt-out list."""

from __future__ import annotations

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # no py.typed

from tests.sandbox.application import Application
from tests.sandbox.outside import OURS, TOKEN, Outside


@pytest.fixture
def inbox(outside: Outside, application: Application) -> Application:
    """An application that takes texts at our number."""
    outside.twilio("IncomingPhoneNumbers.json", PhoneNumber=OURS, SmsUrl=f"{application.url}/sms")
    application.answers["/sms"] = "<Response/>"
    return application


def test_a_text_is_sent_then_delivered(outside: Outside, application: Application, phone: str) -> None:
    sid = outside.text(phone, StatusCallback=f"{application.url}/status").json()["sid"]

    told = application.statuses("/status", last="delivered", field="MessageStatus")

    assert told == ["sent", "delivered"]
    assert outside.seen(id=sid) == ["sms.sent", "sms.delivered"]


@pytest.mark.parametrize(("number", "code"), [("+12025550117", "30006"), ("+12025550116", "30003")])
def test_where_no_text_can_arrive_the_carrier_says_so(
    outside: Outside, application: Application, number: str, code: str
) -> None:
    outside.text(number, StatusCallback=f"{application.url}/status")
    application.statuses("/status", last="undelivered", field="MessageStatus")

    assert application.at("/status")[-1].form["ErrorCode"] == code


def test_a_reply_reaches_the_number_that_wrote(outside: Outside, inbox: Application, phone: str) -> None:
    outside.text(phone)

    outside.post("/inbound-sms", json={"from": phone, "body": "Yes, 3pm works"})

    [received] = inbox.at("/sms")
    assert (received.form["From"], received.form["To"]) == (phone, OURS)
    assert RequestValidator(TOKEN).validate(f"{inbox.url}/sms", received.form, received.signature)


def test_the_application_may_answer_in_twiml(outside: Outside, inbox: Application, phone: str) -> None:
    inbox.answers["/sms"] = "<Response><Message>See you then</Message></Response>"

    outside.post("/inbound-sms", json={"from": phone, "to": OURS, "body": "3pm"})

    assert outside.wait_for("sms.sent", to=phone)["facts"]["body"] == "See you then"


def test_after_stop_the_carrier_refuses_until_start(outside: Outside, inbox: Application, phone: str) -> None:
    outside.text(phone)
    statuses = []

    for word in ("Stop", "START"):
        outside.post("/inbound-sms", json={"from": phone, "body": word})
        answer = outside.text(phone)
        statuses.append((answer.status_code, answer.json().get("code")))

    assert statuses == [(400, 21610), (201, None)]


def test_stop_inside_a_sentence_is_not_the_carriers_business(outside: Outside, inbox: Application, phone: str) -> None:
    outside.post("/inbound-sms", json={"from": phone, "to": OURS, "body": "stop please"})

    assert outside.text(phone).status_code == 201


def test_stop_silences_one_sender_only(outside: Outside, inbox: Application, phone: str) -> None:
    outside.post("/inbound-sms", json={"from": phone, "to": OURS, "body": "STOP"})

    assert outside.text(phone, From="+12125550100").status_code == 201


def test_a_messaging_service_names_the_keyword(outside: Outside, inbox: Application, phone: str) -> None:
    outside.text(phone, From="", MessagingServiceSid="MG1")
    # The service picks one of the account's numbers, which may be another test's; Twilio doesn't say which at once.
    sender = outside.wait_for("sms.sent", to=phone)["facts"]["from"]
    bought = outside.twilio("IncomingPhoneNumbers.json", PhoneNumber=sender, SmsUrl=f"{inbox.url}/sms")

    told = outside.post("/inbound-sms", json={"from": phone, "body": "STOP"})

    assert (bought.status_code, told.status_code) == (201, 200)
    assert inbox.at("/sms")[0].form["OptOutType"] == "STOP"
    assert outside.text(phone, From="", MessagingServiceSid="MG1").json()["code"] == 21610


def test_nobody_takes_texts_at_a_number_that_was_not_bought(outside: Outside, phone: str) -> None:
    answer = outside.post("/inbound-sms", json={"from": phone, "to": "+12125550177", "body": "Hi"})

    assert answer.status_code == 404
