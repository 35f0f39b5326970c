"""Recordings of our own SIP dialer: told, fetched and deleted."""

from collections.abc import Iterator

import pytest

from apps.integrations.errors import Rejected, Unanswered, Unavailable, Unreadable
from apps.integrations.http import Http
from apps.integrations.telephony.base import AnswerScript
from apps.integrations.telephony.sip import Telephony
from apps.integrations.wire.dialer import Deeds, Lack, TapeTold
from apps.integrations.wire.sip import LACKS
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer
from tests.conversed import WAV

from .test_sip import ID, SECRET, SETTINGS, carrier, signed

TAPE = "0123456789abcdef0123456789abcdef"
ADAPTER = carrier("http://127.0.0.1:1", Http())


@pytest.fixture
def peer() -> Iterator[Peer]:
    with Peer() as made:
        yield made


def told(**traits: object) -> TapeTold:
    return TapeTold.model_validate({"tape_id": TAPE, "call_id": ID, "is_there": True, "seconds": 42} | traits)


def test_a_bridge_names_where_its_recording_is_told() -> None:
    script = AnswerScript("", rep_phone="+12025550110", record_url="https://x.example/r/", record_once_told=True)

    [bridge] = Deeds.model_validate_json(ADAPTER.answer(script).body).deeds

    assert (bridge.record_url, bridge.once_told) == ("https://x.example/r/", True)


def test_a_recording_that_is_over_is_read_in_our_words() -> None:
    read = ADAPTER.read_recording(signed(told().model_dump_json(exclude_none=True).encode()))

    assert (read.provider_id, read.recording_id) == (ID, TAPE)
    assert (read.is_there, read.seconds, read.lack) == (True, 42, "")


@pytest.mark.parametrize("lack", list(Lack))
def test_whatever_is_missing_has_words(lack: Lack) -> None:
    read = ADAPTER.read_recording(signed(told(lack=lack).model_dump_json().encode()))

    assert read.lack == LACKS[lack] != ""


@pytest.mark.parametrize("tape_id", ["", "1", "../calls", f"{TAPE}0"])
def test_an_id_that_is_none_becomes_part_of_no_address(tape_id: str) -> None:
    body = told().model_dump_json().replace(TAPE, tape_id).encode()

    with pytest.raises(Unreadable):
        ADAPTER.read_recording(signed(body))


def test_it_is_fetched_and_deleted_by_its_id(peer: Peer) -> None:
    peer.replies(200, WAV, {"Content-Type": "audio/wav"})
    peer.replies(204, "")
    here = carrier(peer.url, http_to(peer.url))

    audio = here.fetch_recording(TAPE)
    here.delete_recording(TAPE)

    assert audio == WAV
    assert [(each.method, each.path) for each in peer.requests] == [
        ("GET", f"/tapes/{TAPE}"),
        ("DELETE", f"/tapes/{TAPE}"),
    ]
    assert {each.headers["authorization"] for each in peer.requests} == {f"Bearer {SECRET}"}


def test_one_that_is_gone_is_a_dead_letter_and_needs_no_deleting(peer: Peer) -> None:
    peer.replies(404, {"error": "no_such_tape"})
    peer.replies(404, {"error": "no_such_tape"})
    here = carrier(peer.url, http_to(peer.url))

    with pytest.raises(Rejected, match="the SIP dialer has no such recording"):
        here.fetch_recording(TAPE)
    here.delete_recording(TAPE)

    assert len(peer.requests) == 2


def test_what_is_no_audio_is_not_kept(peer: Peer) -> None:
    peer.garbage()

    with pytest.raises(Unanswered):
        carrier(peer.url, http_to(peer.url)).fetch_recording(TAPE)


def test_without_a_dialer_it_is_fetched_another_time() -> None:
    alone = Telephony(Telephony.Settings.model_validate(SETTINGS), Http())

    with pytest.raises(Unavailable):
        alone.fetch_recording(TAPE)
