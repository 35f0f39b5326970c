"""The pretend chat rooms and mailboxes."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest

from tests.sandbox.outside import Outside


def test_a_slack_message_is_kept(outside: Outside) -> None:
    answer = outside.post("/slack/services/T1/B1/sales", json={"text": "New lead: Ada"})

    assert (answer.status_code, answer.text) == (200, "ok")
    assert outside.seen(text="New lead: Ada", channel_path="/services/T1/B1/sales") == ["alert.sent"]


@pytest.mark.parametrize(
    ("channel", "body", "status", "reason"),
    [
        ("archived", b'{"text":"Hi"}', 410, "channel_is_archived"),
        ("sales", b"{", 400, "invalid_payload"),
        ("sales", b"{}", 400, "no_text"),
    ],
)
def test_slack_says_no_in_plain_text(outside: Outside, channel: str, body: bytes, status: int, reason: str) -> None:
    answer = outside.post(f"/slack/services/T1/B1/{channel}", data=body)

    assert (answer.status_code, answer.text) == (status, reason)


def test_a_mail_ends_up_in_the_journal(outside: Outside) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "hub@example.com", "rep@example.com", "Grüße: a lead waits"
    mail.set_content("Call Ada.")

    with smtplib.SMTP("127.0.0.1", outside.smtp_port) as post_office:
        post_office.send_message(mail)

    facts = outside.wait_for("alert.sent", subject="Grüße: a lead waits")["facts"]
    assert (facts["to"], facts["text"].strip()) == (["rep@example.com"], "Call Ada.")


def test_a_mail_to_a_lead_is_told_from_the_teams(outside: Outside) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "hello@acme.example", "dana@example.com", "Your quote, Dana"
    mail["Message-ID"], mail["List-Unsubscribe"] = "<step-1@acme.example>", "<https://acme.example/unsubscribe/1/>"
    mail.set_content("Hi Dana.")

    with smtplib.SMTP("127.0.0.1", outside.smtp_port) as post_office:
        post_office.send_message(mail)

    facts = outside.wait_for("email.sent", subject="Your quote, Dana")["facts"]
    told = (facts["to"], facts["message_id"], facts["unsubscribe"])
    assert told == (["dana@example.com"], "<step-1@acme.example>", "https://acme.example/unsubscribe/1/")
