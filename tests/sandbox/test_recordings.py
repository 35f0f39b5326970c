"""What the pretend carrier records of a bridge: told, listened to by our own adapter, and deleted."""

from __future__ import annotations

import io
import wave
from urllib.parse import urlencode

import pytest

from apps.integrations.errors import Rejected
from apps.integrations.http import Inbound
from apps.integrations.telephony.base import AnswerScript
from apps.integrations.telephony.twilio import Telephony
from tests.contracts.hurry import http_to
from tests.sandbox.application import Application
from tests.sandbox.outside import ACCOUNT, OURS, TOKEN, Outside

REP = "+12025550110"


def carrier(outside: Outside) -> Telephony:
    settings = {"account_sid": ACCOUNT, "auth_token": TOKEN, "caller_id": OURS, "base_url": f"{outside.url}/twilio"}
    return Telephony(Telephony.Settings(**settings), http_to(outside.url))


def bridged(outside: Outside, application: Application, phone: str, *, record_url: str) -> str:
    """A call by our own document; the id of its recording."""
    outside.post("/numbers", json={"number": phone, "talk_ms": 1200})
    script = AnswerScript("Hello.", rep_phone=REP, record_url=record_url)
    application.answers["/voice"] = carrier(outside).answer(script).body.decode()
    sid: str = outside.call(phone, Url=f"{application.url}/voice").json()["sid"]
    outside.wait_for("call.ended", id=sid)
    return sid


def test_a_recorded_bridge_is_told_heard_and_deleted(outside: Outside, application: Application, phone: str) -> None:
    sid = bridged(outside, application, phone, record_url=f"{application.url}/recording")
    application.statuses("/recording", last="completed", field="RecordingStatus")
    [told] = application.at("/recording")
    ours = carrier(outside)

    news = ours.read_recording(Inbound("POST", "x", {}, urlencode(told.form).encode(), form=tuple(told.form.items())))
    with wave.open(io.BytesIO(ours.fetch_recording(news.recording_id))) as heard:
        sides, seconds = heard.getnchannels(), heard.getnframes() / heard.getframerate()
    ours.delete_recording(news.recording_id)

    assert (news.provider_id, news.is_there, sides, seconds) == (sid, True, 2, news.seconds)
    assert told.signature
    assert outside.seen(id=news.recording_id) == ["recording.made", "recording.fetched", "recording.deleted"]


def test_what_is_deleted_is_gone_and_deleting_it_again_is_harmless(
    outside: Outside, application: Application, phone: str
) -> None:
    sid = bridged(outside, application, phone, record_url=f"{application.url}/recording")
    recording_id = outside.wait_for("recording.made", call=sid)["facts"]["id"]
    ours = carrier(outside)
    ours.delete_recording(recording_id)

    ours.delete_recording(recording_id)

    with pytest.raises(Rejected):
        ours.fetch_recording(recording_id)


def test_nobody_is_recorded_unasked(outside: Outside, application: Application, phone: str) -> None:
    sid = bridged(outside, application, phone, record_url="")

    assert "recording.made" not in outside.seen(call=sid)
