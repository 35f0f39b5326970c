"""Text to speech over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import psutil
import pytest
import requests

from tests.sandbox.speech.studio import Studio, median_pitch

pytestmark = pytest.mark.long

SENTENCE = "Hello, this is Anna from Acme Roofing, do you have a minute?"
LEADS = ("ada", "grace", "ben", "noisy")


def test_the_server_is_ready_once_it_listens(speech_url: str) -> None:
    answer = requests.get(f"{speech_url}/healthz", timeout=5)

    assert answer.json() == {"status": "ok"}


def test_it_listens_on_loopback_only(speech_url: str) -> None:
    port = int(speech_url.rpartition(":")[2])

    addresses = {each.laddr.ip for each in psutil.net_connections("tcp") if each.laddr and each.laddr.port == port}

    assert addresses == {"127.0.0.1"}


@pytest.mark.parametrize("rate", [8000, 16000, 22050])
def test_a_sentence_is_as_long_at_every_rate(studio: Studio, rate: int) -> None:
    answer = studio.ask(text=SENTENCE, rate=rate)

    assert answer.headers["content-type"] == f"audio/l16; rate={rate}"
    assert 2.5 < len(answer.content) / 2 / rate < 4.5


def test_every_lead_sounds_unlike_the_agent_and_unlike_each_other(studio: Studio) -> None:
    names = ("joe", *LEADS[:3])

    pitches = sorted(median_pitch(studio.say(SENTENCE, voice=name)) for name in names)

    assert all(higher / lower > 1.08 for lower, higher in pairwise(pitches)), pitches


def test_the_voices_are_listed(studio: Studio) -> None:
    listed = requests.get(f"{studio.url}/voices", timeout=5).json()

    assert [voice["name"] for voice in listed["voices"]] == ["joe", *LEADS]
    assert (listed["agent"], listed["rates"]) == ("joe", [8000, 16000, 22050])


def test_a_sentence_said_before_is_served_from_memory(studio: Studio) -> None:
    first = studio.ask(text="Nobody has said this sentence before.")

    again = studio.ask(text="Nobody has said this sentence before.")

    assert (first.headers["x-memory"], again.headers["x-memory"]) == ("miss", "hit")
    assert again.content == first.content
    assert again.elapsed < first.elapsed / 2


def test_another_voice_or_rate_is_another_memory(studio: Studio) -> None:
    studio.say("Remembered for one voice only.")

    others = [
        studio.ask(text="Remembered for one voice only.", **other) for other in ({"voice": "ben"}, {"rate": 16000})
    ]

    assert [other.headers["x-memory"] for other in others] == ["miss", "miss"]


def test_many_who_ask_at_once_hear_the_same(studio: Studio) -> None:
    with ThreadPoolExecutor(8) as crowd:
        sounds = set(crowd.map(studio.say, ["All of us want this sentence at once."] * 8))

    assert len(sounds) == 1


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": "a" * 1001}, "text"),
        ({"text": "Hi.", "voice": "nobody"}, "voice"),
        ({"text": "Hi.", "rate": 44100}, "rate"),
        ({"text": "Hi.", "speed": 2}, "speed"),
    ],
)
def test_a_malformed_wish_is_refused_by_its_field(studio: Studio, wish: dict[str, object], field: str) -> None:
    answer = studio.ask(**wish)

    assert (answer.status_code, answer.json()["error"]) == (400, "malformed")
    assert list(answer.json()["fields"]) == [field]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff"])
def test_what_is_no_json_object_is_refused(studio: Studio, body: bytes) -> None:
    answer = requests.post(f"{studio.url}/say", data=body, timeout=5)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["body"])


def test_what_cannot_be_said_is_silence(studio: Studio) -> None:
    assert studio.ask(text="\N{WHITE SMILING FACE}").status_code == 200
