"""Carriers' news as it comes in: signed, of somebody's token, in any order, and never twice."""

import os
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from apps.calls.models import Call, Message
from apps.compliance.models import DncEntry
from apps.leads.models import Lead
from apps.outreach.models import Step
from apps.tenants import access
from tests.integrations.telephony.test_twilio import SID, call
from tests.integrations.twilio_side import signature
from tests.outreach.conftest import OURS, PHONE, Office, office, peer

__all__ = ["office", "peer"]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def placed(office: Office) -> Step:  # pytest's way of borrowing a fixture
    office.connect("telephony")
    office.peer.replies(201, call())
    return office.carry_out(office.promise("call", office.lead()))


def post(token: str, kind: str, *, secret: str | None = None, query: str = "", **fields: str) -> Any:
    """As Twilio posts and signs it."""
    path = f"/callbacks/twilio/{token}/{kind}/{query}"
    url, pairs = settings.LEADHUB_BASE_URL + path, list(fields.items())
    signed = signature(url, pairs, secret=secret) if secret else signature(url, pairs)
    return Client().post(path, urlencode(pairs), content_type=FORM, headers={"X-Twilio-Signature": signed})


def tell(office: Office, status: str, sid: str = SID, kind: str = "status") -> Any:
    return post(office.attempt().token, kind, CallSid=sid, CallStatus=status)


def write(office: Office, body: str, sid: str = "SM1") -> Any:
    """A person writes to the tenant's number."""
    token = office.connections["sms"].token
    return post(token, "inbound-sms", MessageSid=sid, From=PHONE, To=OURS, Body=body)


def test_signed_news_moves_the_call(office: Office, placed: Step) -> None:
    assert [tell(office, status).status_code for status in ("ringing", "in-progress", "completed")] == [204] * 3

    assert [each.state for each in office.all(Call)] == ["completed"]
    assert office.now(placed).state == "done"


def test_news_that_comes_while_the_database_breaks_off_is_taken_all_the_same(office: Office, placed: Step) -> None:
    token = office.attempt().token
    with psycopg.connect(os.environ["TEST_SUPERUSER_URL"], autocommit=True) as server:
        connection.ensure_connection()
        server.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])

    assert post(token, "status", CallSid=SID, CallStatus="completed").status_code == 204

    assert [each.state for each in office.all(Call)] == ["completed"]


def test_news_that_is_signed_with_another_secret_is_of_nobody(office: Office, placed: Step) -> None:
    answer = post(office.attempt().token, "status", secret="guessed", CallSid=SID, CallStatus="completed")

    assert answer.status_code == 401
    assert [each.state for each in office.all(Call)] == ["queued"]


@pytest.mark.parametrize(("token", "kind"), [("0" * 32, "status"), ("0" * 32, "message"), ("0" * 32, "poem")])
def test_a_token_of_nothing_is_answered_like_a_bad_signature(db: None, token: str, kind: str) -> None:
    assert post(token, kind, CallSid=SID).status_code == 401


def test_news_that_can_not_be_read_is_no_success(office: Office, placed: Step) -> None:
    assert tell(office, "pondering").status_code == 400


def test_an_answered_call_hears_the_greeting(office: Office, placed: Step) -> None:
    answer = tell(office, "in-progress", kind="answer")

    assert (answer.status_code, b"Hi Dana, this is Acme Solar" in answer.content) == (200, True)


def test_a_second_call_of_the_same_attempt_is_hung_up(office: Office, placed: Step) -> None:
    answer = tell(office, "in-progress", sid="CA2", kind="answer")

    assert b"<Hangup" in answer.content
    assert b"<Say" not in answer.content
    assert [step.params["provider_id"] for step in office.all(Step, kind="hang_up")] == ["CA2"]


def test_a_call_that_has_ended_is_not_greeted(office: Office, placed: Step) -> None:
    tell(office, "completed")

    assert b"<Say" not in tell(office, "in-progress", kind="answer").content


def test_news_while_the_request_is_on_its_way_is_taken(office: Office) -> None:
    office.connect("telephony")
    step = office.promise("call", office.lead())
    office.peer.reset()
    office.carry_out(step)

    tell(office, "ringing")

    assert (office.now(step).state, office.timeline("call.placed")) == ("waiting", ["call.placed"])


def test_stop_is_confirmed_once_and_cancels_what_was_promised(office: Office) -> None:
    office.connect("sms")
    step = office.promise("sms", office.lead())

    first, again = write(office, "Stop!"), write(office, "Stop!")

    assert (b"unsubscribed" in first.content, b"unsubscribed" in again.content) == (True, False)
    assert office.now(step).state == "cancelled"
    assert office.timeline("optout.recorded", "sms.received") == ["sms.received", "optout.recorded"]


def test_stop_from_a_stranger_counts_too(office: Office) -> None:
    office.connect("sms")

    write(office, "STOP")

    with access.as_tenant(office.tenant.pk):
        assert DncEntry.objects.get().phone == PHONE


def test_stop_to_a_connection_that_is_switched_off_counts_too(office: Office) -> None:
    office.set(office.connect("sms"), is_active=False)

    write(office, "STOP")

    with access.as_tenant(office.tenant.pk):
        assert DncEntry.objects.exists()


def test_a_word_from_a_lead_is_a_conversation(office: Office) -> None:
    office.connect("sms")
    office.lead()

    write(office, "Is Tuesday fine?")

    with access.as_tenant(office.tenant.pk):
        assert Lead.objects.get().state == "engaged"
    assert [each.body for each in office.all(Message)] == ["Is Tuesday fine?"]


def test_settings_that_no_longer_fit_tell_no_secret(office: Office, placed: Step) -> None:
    office.set(office.connections["telephony"], settings={"account_sid": "oops", "auth_token": "s3cret"})

    client = Client(raise_request_exception=False)
    answer = client.post(f"/callbacks/twilio/{office.attempt().token}/status/", "a=1", content_type=FORM)

    assert b"s3cret" not in answer.content
