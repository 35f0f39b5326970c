"""Engines that take as long as they are told and say what they are told: for measuring all that is around them."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

import numpy as np
from pipecat.frames.frames import Frame, TranscriptionFrame, TTSAudioRawFrame
from pipecat.services.settings import STTSettings, TTSSettings
from pipecat.services.stt_service import SegmentedSTTService, STTService
from pipecat.services.tts_service import TTSService
from pipecat.utils.time import time_now_iso8601

from apps.voice import audio

from . import base

_TONE_HZ, _LOUDNESS = 300, 8_000
LETTERS_A_SECOND = 15


@dataclass(frozen=True)
class Pace:
    """Seconds of each engine until its first result."""

    stt: float = 0.15
    tts: float = 0.10


class Hearing(SegmentedSTTService):
    """Hears one of its sentences after the other, whatever is said."""

    def __init__(self, pace: Pace, heard: Sequence[str]) -> None:
        super().__init__(
            audio_passthrough=False,
            sample_rate=audio.RATE,
            ttfs_p99_latency=pace.stt,
            settings=STTSettings(model="scripted", language=None),
        )
        self._pace, self._heard, self._number = pace, heard, 0

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        await asyncio.sleep(self._pace.stt)
        text = self._heard[self._number % len(self._heard)]
        self._number += 1
        yield TranscriptionFrame(text, "", time_now_iso8601())


class Speech(TTSService):
    """A tone as long as the sentence would take."""

    def __init__(self, pace: Pace) -> None:
        super().__init__(
            sample_rate=audio.RATE,
            push_start_frame=True,
            push_stop_frames=True,
            settings=TTSSettings(model="scripted", voice="tone", language=None),
        )
        self._pace = pace

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        await asyncio.sleep(self._pace.tts)
        yield TTSAudioRawFrame(tone(len(text) / LETTERS_A_SECOND), audio.RATE, 1, context_id=context_id)


@dataclass(frozen=True)
class Engines(base.Engines):
    pace: Pace = Pace()
    heard: Sequence[str] = ("Yes.",)

    def hearing(self) -> STTService:
        return Hearing(self.pace, self.heard)

    def speech(self) -> TTSService:
        return Speech(self.pace)

    @property
    def voice(self) -> str:
        return "scripted"


def tone(seconds: float) -> bytes:
    """PCM; its ends are as loud as its middle, so that they can be measured."""
    times = np.arange(round(seconds * audio.RATE)) / audio.RATE
    samples: np.ndarray[tuple[int], np.dtype[np.int16]] = (np.sin(times * 2 * np.pi * _TONE_HZ) * _LOUDNESS).astype(
        np.int16
    )
    return samples.tobytes()
