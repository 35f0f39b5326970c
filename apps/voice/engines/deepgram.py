"""Deepgram: hearing by a stream of the whole call, speech by one request a sentence."""

import asyncio
from typing import Any

import aiohttp
from deepgram.listen.v1.types import ListenV1Results
from pipecat.frames.frames import (
    Frame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.deepgram.stt import DeepgramSTTService
from pipecat.services.deepgram.tts import DeepgramHttpTTSService
from pipecat.utils.time import time_now_iso8601

from apps.integrations.hearing.deepgram import Ears
from apps.integrations.speech.deepgram import Voice
from apps.voice import audio

# It may answer no `Finalize` where all that was said has been written already.
CONFIRMED_SECONDS = 0.4


class Hearing(DeepgramSTTService):
    """Its results come in pieces, and none where nothing was said: they are gathered to one a stretch of speech."""

    def __init__(self, ears: Ears, session: aiohttp.ClientSession) -> None:
        super().__init__(
            api_key=ears.api_key.get_secret_value(),
            base_url=ears.base_url,
            sample_rate=audio.RATE,
            audio_passthrough=False,
            # It ends no stretch by itself: our own ear for speech says when, and asks for the rest of it.
            settings=DeepgramSTTService.Settings(model=ears.model, endpointing=False, interim_results=False),
        )
        self._words: list[str] = []
        self._late: asyncio.Task[None] | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, VADUserStartedSpeakingFrame):
            self._wait_no_longer()
        elif isinstance(frame, VADUserStoppedSpeakingFrame):
            self._late = asyncio.create_task(self._wait())

    async def push_frame(self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM) -> None:
        if isinstance(frame, TranscriptionFrame):
            self._words.append(frame.text)
        elif not isinstance(frame, InterimTranscriptionFrame):
            await super().push_frame(frame, direction)

    async def cleanup(self) -> None:
        self._wait_no_longer()
        await super().cleanup()  # type: ignore[no-untyped-call]  # pipecat's

    async def _on_message(self, message: Any) -> None:
        await super()._on_message(message)  # type: ignore[no-untyped-call]  # pipecat's
        if isinstance(message, ListenV1Results) and message.from_finalize:
            self._wait_no_longer()
            await self._tell()

    async def _wait(self) -> None:
        await asyncio.sleep(CONFIRMED_SECONDS)
        if self._words:
            await self._tell()

    async def _tell(self) -> None:
        text, self._words = " ".join(self._words), []
        await super().push_frame(TranscriptionFrame(text, "", time_now_iso8601()))

    def _wait_no_longer(self) -> None:
        if self._late:
            self._late.cancel()
        self._late = None


class Speech(DeepgramHttpTTSService):
    def __init__(self, voice: Voice, session: aiohttp.ClientSession) -> None:
        super().__init__(
            api_key=voice.api_key.get_secret_value(),
            base_url=voice.base_url.rstrip("/"),
            aiohttp_session=session,
            sample_rate=audio.RATE,
            settings=DeepgramHttpTTSService.Settings(voice=voice.voice, model=voice.voice),
        )
