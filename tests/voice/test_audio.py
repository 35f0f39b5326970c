"""Telephone audio: G.711 both ways, both sides of a call in one file, and sentences one after the other."""

import io
import wave

import numpy as np
import pytest

from apps.voice import audio, sentences
from apps.voice.recorder import Recorder

# ITU-T G.711: the codes of these samples.
CODES = {0: 0xFF, -1: 0x7F, 32767: 0x80, -32768: 0x00, 1000: 0xCE}


@pytest.mark.parametrize(("sample", "code"), CODES.items())
def test_samples_have_their_codes(sample: int, code: int) -> None:
    assert audio.to_ulaw(np.array([sample], np.int16).tobytes()) == bytes([code])


def test_there_and_back_each_sample_is_nearly_the_same() -> None:
    samples = np.arange(-32768, 32768, 7).astype(np.int16)

    back = np.frombuffer(audio.to_pcm(audio.to_ulaw(samples.tobytes())), np.int16)

    assert np.all(np.abs(samples.astype(int) - back) <= 8 + np.abs(samples.astype(int)) / 16)


def test_a_code_means_the_same_however_often_it_is_read() -> None:
    codes = bytes(code for code in range(256) if code != 0x7F)

    assert audio.to_ulaw(audio.to_pcm(codes)) == codes


def channels(wav: bytes) -> tuple[list[int], list[int]]:
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (2, 8000, 2)
        both = np.frombuffer(file.readframes(file.getnframes()), np.int16).reshape(-1, 2)
    return both[:, 0].tolist(), both[:, 1].tolist()


LOUD = audio.to_ulaw(np.full(800, 1000, np.int16).tobytes())


def test_the_lead_is_left_and_the_agent_right_when_they_were_heard() -> None:
    recorder = Recorder()
    recorder.lead_said(LOUD)
    recorder.agent_says(LOUD, at_ms=50)

    lead, agent = channels(recorder.wav())

    assert len(lead) == len(agent) == 400 + 800
    assert (any(lead[:800]), any(lead[800:])) == (True, False)
    assert (any(agent[:400]), all(agent[400:])) == (False, True)


def test_what_was_cut_off_is_not_in_it() -> None:
    recorder = Recorder()
    recorder.agent_says(LOUD, at_ms=0)
    recorder.agent_says(LOUD, at_ms=100)
    recorder.agent_stopped(at_ms=50)

    assert len(channels(recorder.wav())[1]) == 400


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Hi. This is Alex. How are you?", ["Hi. This is Alex.", "How are you?"]),
        ("One sentence only", ["One sentence only"]),
        ("We cost $1.50 a day. Is that all right?", ["We cost $1.50 a day.", "Is that all right?"]),
        ("", []),
    ],
)
def test_a_line_is_said_by_its_sentences(text: str, pieces: list[str]) -> None:
    assert sentences.of(text) == pieces
