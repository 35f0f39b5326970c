"""What is done in an answered call: the agent's stream, words, and a rep beside the lead."""

import time

import pytest

from apps.integrations.wire.dialer import Deed, Outcome, Trouble
from apps.sandbox.rig import wait_until

from .exchange import RINGS, Exchange, refuses
from .office import Office
from .process import OURS, Dialer, order, trunk
from .voice import Voice, share_of, tone

pytestmark = pytest.mark.long

HERTZ = 440


def test_the_agents_audio_goes_there_and_back_without_a_gap(
    dialer: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    asked = order(office, trunk(exchange.port), to=number)
    with Voice(says=tone(seconds=1.5), listens_seconds=2.0) as voice:
        deed = Deed(do="stream", url=f"{voice.url}/stream/sip/t", parameters={"crm_id": "7"})
        office.does(f"/{asked.token}/answer", deed)

        placed = dialer.place(asked)

        assert office.last(asked.token).outcome is Outcome.TALKED
    [start] = voice.of("start")
    assert start["start"]["callSid"] == placed.id
    assert start["start"]["customParameters"] == {"crm_id": "7"}
    assert voice.origins == [None]
    heard = bytes(voice.heard)
    assert len(heard) > 1.5 * 8_000
    assert share_of(HERTZ, heard[8_000 // 2 : 8_000 * 5 // 4]) > 0.95
    assert [told["mark"]["name"] for told in voice.of("mark")] == ["end"]


def test_a_mark_comes_when_all_before_it_has_been_played(
    dialer: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    asked = order(office, trunk(exchange.port), to=number)
    with Voice(says=tone(seconds=1.0), listens_seconds=1.6) as voice:
        office.does(f"/{asked.token}/answer", Deed(do="stream", url=voice.url))

        dialer.place(asked)

        office.last(asked.token)
    media_before = [told["event"] for told in voice.told].index("mark")
    # As many frames have come by then as the second has: nothing is played faster than it sounds.
    assert 42 <= media_before <= 65


def test_what_is_cleared_is_not_played_and_its_marks_come_back(
    dialer: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    asked = order(office, trunk(exchange.port), to=number)
    with Voice(says=tone(seconds=20.0), listens_seconds=2.0, clears_after=0.5) as voice:
        office.does(f"/{asked.token}/answer", Deed(do="stream", url=voice.url))

        dialer.place(asked)

        office.last(asked.token)
    assert len(voice.of("mark")) == 1
    assert share_of(HERTZ, bytes(voice.heard[-8_000 // 2 :])) < 0.5


def test_a_voice_process_that_is_away_ends_the_call_and_is_told(
    dialer: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    asked = order(office, trunk(exchange.port), to=number)
    office.does(
        f"/{asked.token}/answer",
        Deed(do="stream", url="ws://127.0.0.1:9/stream/sip/t", then_url=f"{office.url}/{asked.token}/then"),
    )
    office.does(f"/{asked.token}/then")

    dialer.place(asked)

    assert office.last(asked.token).trouble is Trouble.NO_STREAM
    assert f"/{asked.token}/then" in [told.path for told in office.told]


def test_a_rep_is_rung_beside_the_lead_and_the_two_hear_each_other(
    dialer: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    rep = f"{number[:-4]}9000"
    asked = order(office, trunk(exchange.port), to=number, most_seconds=2)
    base = f"{office.url}/{asked.token}"
    bridge = Deed(do="bridge", to=rep, ring_seconds=5, whisper_url=f"{base}/whisper", then_url=f"{base}/gone")
    office.does(f"/{asked.token}/answer", bridge)
    office.does(f"/{asked.token}/whisper", Deed(do="say", text="A lead"))
    before = exchange.heard_packets

    dialer.place(asked)

    assert office.last(asked.token).outcome is Outcome.TALKED
    assert exchange.called(rep).caller_id == OURS
    assert f"/{asked.token}/whisper" in [told.path for told in office.told]
    # Two echoes in a ring: what goes in keeps both lines busy.
    assert exchange.heard_packets - before > 100
    assert "BYE" in exchange.until(exchange.called(rep).call_id, "BYE")


@pytest.mark.parametrize(
    ("manner", "outcome"), [(refuses(486), Outcome.BUSY), (RINGS, Outcome.NO_ANSWER), (refuses(404), Outcome.NOT_FOUND)]
)
def test_why_a_rep_did_not_take_the_lead_is_told(
    dialer: Dialer, exchange: Exchange, office: Office, number: str, manner: object, outcome: Outcome
) -> None:
    rep = f"{number[:-4]}8{number[-3:]}"
    exchange.numbers[rep] = manner  # type: ignore[assignment]  # parametrized
    asked = order(office, trunk(exchange.port), to=number)
    bridge = Deed(do="bridge", to=rep, ring_seconds=1, then_url=f"{office.url}/{asked.token}/gone")
    office.does(f"/{asked.token}/answer", bridge)
    office.does(f"/{asked.token}/gone")

    dialer.place(asked)

    office.last(asked.token)
    [gone] = [told for told in office.told if told.path == f"/{asked.token}/gone"]
    assert gone.standing.bridge is outcome


def test_without_a_voice_process_nothing_is_said_and_that_is_told(
    dialer: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    asked = order(office, trunk(exchange.port), to=number)
    office.does(f"/{asked.token}/answer", Deed(do="say", text="Hello Ada"))

    dialer.place(asked)

    assert office.last(asked.token).trouble is Trouble.NO_SPEECH


def test_leadhub_that_does_not_say_what_to_do_keeps_nobody_waiting(
    dialer: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    asked = order(office, trunk(exchange.port), to=number)
    began = time.monotonic()

    dialer.place(asked)

    assert office.last(asked.token).trouble is Trouble.NO_DOCUMENT
    assert time.monotonic() - began < 5


def test_leadhub_that_is_away_for_a_moment_is_asked_again_and_nobody_is_hung_up_on(
    dialer: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    asked = order(office, trunk(exchange.port), to=number)
    office.does(f"/{asked.token}/answer")
    office.status = 503

    dialer.place(asked)

    wait_until(lambda: [told.path for told in office.told].count(f"/{asked.token}/answer") > 1, seconds=10)
    office.status = 0
    assert office.last(asked.token).trouble is None


def test_a_call_ends_when_its_time_is_over(dialer: Dialer, exchange: Exchange, office: Office, number: str) -> None:
    asked = order(office, trunk(exchange.port), to=number, most_seconds=1)
    with Voice(listens_seconds=20.0) as voice:
        office.does(f"/{asked.token}/answer", Deed(do="stream", url=voice.url))

        dialer.place(asked)

        assert office.last(asked.token).talk_seconds == 1
    assert voice.of("stop")
