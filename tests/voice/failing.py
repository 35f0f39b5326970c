"""Engines that fail in the middle of a call, each in its own way."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from pipecat.frames.frames import ErrorFrame, Frame
from pipecat.processors.frame_processor import FrameProcessorSetup
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService
from pipecat.utils.errors import ErrorCategory

from apps.voice.engines import base, scripted
from apps.voice.engines.scripted import Pace

PACE = Pace(0.02, 0.02)
FOR_EVER = 60.0


class DeafHearing(scripted.Hearing):
    """Takes the speech and never says what was in it."""

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        await asyncio.sleep(FOR_EVER)
        yield None


class BrokenHearing(scripted.Hearing):
    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        yield ErrorFrame(error="broken")


class UnreachableHearing(scripted.Hearing):
    """Its connection is never made."""

    async def setup(self, setup: FrameProcessorSetup) -> None:  # type: ignore[override]
        await super().setup(setup)
        await asyncio.sleep(FOR_EVER)


class MuteSpeech(scripted.Speech):
    """Takes the sentence and never says it."""

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        await asyncio.sleep(FOR_EVER)
        yield None


class BrokenSpeech(scripted.Speech):
    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        yield ErrorFrame(error="broken")


class RefusedSpeech(scripted.Speech):
    """Its vendor does not know the key."""

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        yield ErrorFrame(error="401", category=ErrorCategory.AUTHENTICATION)


class HalfSpeech(scripted.Speech):
    """Says the first of a sentence and then no more."""

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        async for frame in super().run_tts(text[: len(text) // 2], context_id):
            yield frame
        await asyncio.sleep(FOR_EVER)


def deaf() -> STTService:
    return DeafHearing(PACE, ["never"])


def broken_hearing() -> STTService:
    return BrokenHearing(PACE, ["never"])


def unreachable() -> STTService:
    return UnreachableHearing(PACE, ["never"])


def hears(text: str) -> Callable[[], STTService]:
    return partial(scripted.Hearing, PACE, [text])


def speaks() -> TTSService:
    return scripted.Speech(PACE)


def mute() -> TTSService:
    return MuteSpeech(PACE)


def broken_speech() -> TTSService:
    return BrokenSpeech(PACE)


def refused_speech() -> TTSService:
    return RefusedSpeech(PACE)


def half_speech() -> TTSService:
    return HalfSpeech(PACE)


@dataclass(frozen=True)
class Engines(base.Engines):
    """These, one after the other."""

    of_hearing: Sequence[Callable[[], STTService]] = (hears("Yes."),)
    of_speech: Sequence[Callable[[], TTSService]] = (speaks,)

    def hearing(self) -> STTService:
        return self.of_hearing[0]()

    def speech(self) -> TTSService:
        return self.of_speech[0]()

    @property
    def voice(self) -> str:
        return "scripted"

    def hearings(self) -> Sequence[Callable[[], STTService]]:
        return self.of_hearing

    def speeches(self) -> Sequence[Callable[[], TTSService]]:
        return self.of_speech
