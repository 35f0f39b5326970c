"""Answering machines beside speech: by their words, by a long greeting, by the tone, and by the carrier's word."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytest_django.fixtures import Settings

from apps.core import clock, hints
from apps.integrations.telephony.base import Met
from apps.leads.models import Event
from apps.outreach import talks
from apps.voice import audio, detecting, voicemail
from apps.voice.detecting import Beep
from apps.voice.pipeline.brain import Heard
from apps.voice.policy.moves import Disposition, End
from apps.voice.policy.reading import Machine
from apps.voice.reading import rules
from tests.outreach.conftest import Office, office, peer

from .conversation import SOLAR, Conversation, changed
from .house import Ringing, house, served
from .relays import calls, hurry, said
from .test_relay import Wire, by_hand

__all__ = ["hurry", "office", "peer"]

pytestmark = pytest.mark.usefixtures("hurry")

YES_SURE = Path(__file__).with_name("samples").joinpath("yes_sure.ulaw").read_bytes()
FRAME = 160


def tone(hz: float, *, seconds: float = 0.5, loudness: int = 8_000) -> bytes:
    times = np.arange(round(seconds * audio.RATE)) / audio.RATE
    return audio.to_ulaw((np.sin(times * 2 * np.pi * hz) * loudness).astype(np.int16).tobytes())


def noise(seconds: float) -> bytes:
    samples = np.random.default_rng(7).normal(0, 3_000, round(seconds * audio.RATE))
    return audio.to_ulaw(samples.clip(-30_000, 30_000).astype(np.int16).tobytes())


def beeps(ulaw: bytes) -> int:
    ear = Beep()
    return sum(ear.heard(ulaw[at : at + FRAME].ljust(FRAME, b"\xff")) for at in range(0, len(ulaw), FRAME))


@pytest.mark.parametrize("hz", [440, 853, 1_000, 1_400, 2_000])
def test_a_tone_is_heard_once(hz: float) -> None:
    assert beeps(b"\xff" * 1_600 + tone(hz) + b"\xff" * 1_600) == 1


@pytest.mark.parametrize(
    "heard",
    [b"\xff" * 8_000, YES_SURE, noise(2), tone(1_000, seconds=0.1), tone(1_000, loudness=150), tone(150), tone(3_000)],
    ids=["silence", "speech", "noise", "a click", "far away", "hum", "hiss"],
)
def test_what_is_no_tone_is_none(heard: bytes) -> None:
    assert beeps(heard) == 0


@pytest.mark.parametrize(
    ("words", "seconds", "began", "is_machine"),
    [
        ("you have reached the lovelace residence we are out in the garden with the dogs all day", 8.0, 0.5, True),
        ("you have reached the lovelace residence we are out in the garden with the dogs all day", 8.0, 9.0, False),
        ("you have reached the lovelaces", 2.0, 0.5, False),
        ("yes hello I filled in your form this morning and wanted to know a bit more about it", 8.0, 0.5, False),
        ("who is this and why are you calling me on a sunday at seven in the morning I ask you", 8.0, 0.5, False),
    ],
)
def test_a_long_greeting_is_a_machine_s_where_nobody_asks_or_answers(
    words: str, seconds: float, began: float, is_machine: bool
) -> None:
    heard = Heard(words, 100 + began, 100 + began + seconds, 0, 0)
    reading = rules.read(words, Conversation().dialogue.context())

    assert detecting.is_monologue(heard, reading, began_at=100) is is_machine


def test_by_the_script_s_setting_no_message_is_left() -> None:
    conversation = Conversation(changed(SOLAR, leaves_voicemail=False))

    assert conversation.meets(Machine.VOICEMAIL) == ""
    assert conversation.used == [End(Disposition.VOICEMAIL)]
    assert conversation.findings.disposition is Disposition.VOICEMAIL


def test_an_assistant_that_screens_is_no_voicemail_whatever_the_carrier_believes() -> None:
    conversation = Conversation()
    conversation.says("Hi, if you record your name and reason for calling, I'll see if this person is available.")

    assert conversation.meets(Machine.VOICEMAIL) == ""
    assert conversation.says("hello?").startswith("Hi Ada")


@pytest.fixture(autouse=True)
def fresh_hints(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(hints, "_away_until", 0.0)
    hints._connection.cache_clear()
    yield
    hints._connection.cache_clear()


@pytest.fixture
def call(office: Office, settings: Settings) -> Ringing:
    return calls(office, settings, "solar", phones=1, calendar=None)[0]


def met(office: Office) -> list[tuple[str, str]]:
    return [(each.facts["who"], each.facts["by"]) for each in office.all(Event, kind="call.met")]


def test_a_voicemail_that_says_so_gets_its_message_after_the_tone_s_time(
    office: Office, call: Ringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voicemail, "BEEP_SECONDS", 0.4)
    waited: list[float] = []

    async def work(wire: Wire) -> None:
        await wire.utterance()
        began = asyncio.get_running_loop().time()
        await wire.tell(type="prompt", voicePrompt="Please leave a message after the tone.", last=True)
        assert "We'll try you again." in await wire.utterance()
        waited.append(asyncio.get_running_loop().time() - began)
        assert await wire.utterance() == ""

    wire = by_hand(office, call, work)

    assert waited[0] > 0.4
    assert wire.told[-1] == {"type": "end"}
    assert met(office) == [("voicemail", "its words")]


def test_a_long_greeting_is_on_the_timeline(office: Office, call: Ringing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voicemail, "BEEP_SECONDS", 0.1)
    monkeypatch.setattr("apps.voice.relay.LETTERS_A_SECOND", 15.0)
    greeting = (
        "You have reached the Lovelace residence, we are out in the garden with the dogs, all of us, all day long."
    )

    async def work(wire: Wire) -> None:
        await wire.utterance()
        await wire.tell(type="interrupt", utteranceUntilInterrupt="Hi", durationUntilInterruptMs=100)
        await asyncio.sleep(0.1)
        await wire.tell(type="prompt", voicePrompt=greeting, last=True)
        assert "We'll try you again." in await wire.utterance()

    by_hand(office, call, work)

    assert met(office) == [("voicemail", "a long greeting")]


def test_the_carrier_s_word_reaches_the_call_by_redis_and_never_delays_the_first_word(
    office: Office, call: Ringing
) -> None:
    """The greeting is out before anybody is asked who picked up; then the message, for the tone has been."""

    async def work(wire: Wire) -> None:
        assert (await wire.utterance()).startswith("Hi Dana")
        await asyncio.to_thread(talks.met, call.attempt, Met.MACHINE_DONE, now=clock.now())
        assert "We'll try you again." in await wire.utterance()

    by_hand(office, call, work)

    assert met(office) == [("machine_done", "the carrier"), ("voicemail", "the carrier")]


@pytest.mark.parametrize("who", [Met.PERSON, Met.UNKNOWN])
def test_a_person_is_talked_with(office: Office, call: Ringing, who: Met) -> None:
    async def work(wire: Wire) -> None:
        await wire.utterance()
        await asyncio.to_thread(talks.met, call.attempt, who, now=clock.now())
        await wire.tell(type="prompt", voicePrompt="Yes.", last=True)
        assert await wire.utterance() == SOLAR.questions[0].ask

    by_hand(office, call, work)

    assert met(office) == [(who, "the carrier")]
    assert said(office, call, "agent")


def test_without_redis_the_carrier_s_word_is_on_the_timeline_all_the_same(
    office: Office, call: Ringing, settings: Settings
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    hints._connection.cache_clear()

    talks.met(call.attempt, Met.PERSON, now=clock.now())
    talks.met(call.attempt, Met.PERSON, now=clock.now())

    assert met(office) == [("person", "the carrier")]


def test_a_call_that_is_not_of_this_process_is_let_go(office: Office, call: Ringing) -> None:
    with served(made := house()):
        asyncio.run(made.met("of another process", Met.MACHINE_DONE))
