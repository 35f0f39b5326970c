"""Recordings of Telnyx: ordered with the bridge, told, fetched by an address of theirs, and deleted."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from apps.integrations.errors import Rejected, Unanswered, Unavailable, Unreadable
from apps.integrations.http import Document
from apps.integrations.telephony._telnyx_deeds import State, state
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer
from tests.contracts.telephony import NOON
from tests.conversed import WAV

from .test_telnyx import ID, carrier, leg
from .test_telnyx_orders import ADAPTER, REP_ID, SCRIPT, orders, told

RECORDING = "10cd86ac-fef8-4765-b203-0f7511f9fc75"
RECORD_URL = "https://x.example/recording/"
TIMES = {"recording_started_at": "2026-11-22T12:00:08.148Z", "recording_ended_at": "2026-11-22T12:00:50.788Z"}
RECORDED = State(lead=ID, record_url=RECORD_URL).packed()


@pytest.fixture
def peer() -> Iterator[Peer]:
    with Peer() as peer:
        yield peer


def test_both_legs_carry_where_the_recording_is_told(peer: Peer) -> None:
    left = State(order="k", answered_at=NOON, rest=(ADAPTER._ring(replace(SCRIPT, record_url=RECORD_URL)),)).packed()
    peer.replies(200, leg(is_alive=True))
    peer.replies(200, {"data": {"call_control_id": REP_ID}})
    peer.replies(200, {"data": {"result": "ok"}})

    _, rung, noted = orders(peer, told("call.speak.ended", client_state=left), Document(b""))

    assert [state(str(each[1]["client_state"])).record_url for each in (rung, noted)] == [RECORD_URL, RECORD_URL]


def test_the_leads_leg_is_recorded_once_both_are_joined(peer: Peer) -> None:
    peer.replies(200, {"data": {"result": "ok"}})
    said = told("call.answered", call_control_id=REP_ID, client_state=RECORDED)

    [(_, spoken)] = orders(peer, said, ADAPTER.whisper("A lead. This call is recorded."))
    ended = told("call.speak.ended", call_control_id=REP_ID, client_state=spoken["client_state"])
    *_, joined, recorded = orders(peer, ended, Document(b""))

    assert joined[0] == f"/{REP_ID}/bridge"
    assert recorded[0] == f"/{ID}/record_start"
    # Without a state of its own: the lead's leg keeps what it carries.
    assert {name: recorded[1][name] for name in recorded[1] if name != "command_id"} == {
        "format": "wav",
        "channels": "dual",
        "play_beep": False,
    }


def test_nobody_is_recorded_unasked(peer: Peer) -> None:
    peer.replies(200, {"data": {"result": "ok"}})
    answered = told("call.answered", call_control_id=REP_ID, client_state=State(lead=ID).packed())

    assert [path for path, _ in orders(peer, answered, ADAPTER.whisper(""))] == [f"/{REP_ID}/bridge"]


def test_where_recording_is_refused_the_two_talk_on_and_telnyx_comes_again(peer: Peer) -> None:
    peer.replies(200, {"data": {"result": "ok"}})
    peer.replies(422, {"errors": [{"code": "90033"}]})
    answered = told("call.answered", call_control_id=REP_ID, client_state=RECORDED)

    with pytest.raises(Unavailable):
        orders(peer, answered, ADAPTER.whisper(""))

    assert [each.path.rpartition("/")[2] for each in peer.requests] == ["bridge", "record_start"]


@pytest.mark.parametrize("kind", ["call.recording.saved", "call.recording.error"])
def test_a_recordings_news_is_meant_for_the_address_of_recordings(kind: str) -> None:
    assert ADAPTER.meant_for(told(kind, client_state=RECORDED)) == RECORD_URL


def test_a_recording_that_is_saved_is_read_in_our_words() -> None:
    read = ADAPTER.read_recording(told("call.recording.saved", recording_id=RECORDING, **TIMES))

    assert (read.provider_id, read.recording_id) == (ID, RECORDING)
    assert (read.is_there, read.seconds, read.lack) == (True, 43, "")


def test_one_that_failed_is_none_and_says_so() -> None:
    read = ADAPTER.read_recording(told("call.recording.error", reason="Failed to upload"))

    assert (read.is_there, read.lack, bool(read.recording_id)) == (False, "Telnyx could not record", True)


@pytest.mark.parametrize("recording_id", [None, "", "1", "../calls", f"{RECORDING}/x"])
def test_an_id_that_is_none_becomes_part_of_no_address(recording_id: str | None) -> None:
    with pytest.raises(Unreadable):
        ADAPTER.read_recording(told("call.recording.saved", recording_id=recording_id, **TIMES))


def test_it_is_fetched_where_telnyx_says_and_without_our_key(peer: Peer) -> None:
    peer.replies(
        200, {"data": {"id": RECORDING, "download_urls": {"wav": f"{peer.url}/bucket/a.wav?X-Amz-Expires=600"}}}
    )
    peer.replies(200, WAV, {"Content-Type": "audio/wav"})

    audio = carrier(peer.url, http_to(peer.url)).fetch_recording(RECORDING)

    named, fetched = peer.requests
    assert audio == WAV
    assert (named.path, fetched.path) == (f"/recordings/{RECORDING}", "/bucket/a.wav")
    assert "authorization" not in fetched.headers


def test_what_is_no_audio_is_not_kept(peer: Peer) -> None:
    peer.replies(200, {"data": {"download_urls": {"wav": f"{peer.url}/a.wav"}}})
    peer.replies(200, "<Error>AccessDenied</Error>")

    with pytest.raises(Unanswered):
        carrier(peer.url, http_to(peer.url)).fetch_recording(RECORDING)


def test_one_that_is_gone_is_a_dead_letter_and_needs_no_deleting(peer: Peer) -> None:
    peer.replies(404, {"errors": [{"code": "10005"}]})
    here = carrier(peer.url, http_to(peer.url))

    with pytest.raises(Rejected):
        here.fetch_recording(RECORDING)
    here.delete_recording(RECORDING)

    assert [(each.method, each.path) for each in peer.requests] == [
        ("GET", f"/recordings/{RECORDING}"),
        ("DELETE", f"/recordings/{RECORDING}"),
    ]
