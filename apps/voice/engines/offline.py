"""Speech without a cloud: the local speech server of the demo and the tests (see docs/conversation.md)."""

from collections.abc import AsyncGenerator

import httpx
from pipecat.frames.frames import ErrorFrame, Frame, TTSAudioRawFrame
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.settings import STTSettings, TTSSettings
from pipecat.services.stt_service import SegmentedSTTService, STTService
from pipecat.services.tts_service import TTSService
from pipecat.utils.time import time_now_iso8601

from apps.voice import audio
from apps.voice.pipeline.frames import Expected, Written

from . import base

VOICE = "joe"
_SECONDS = 5.0


class Hearing(SegmentedSTTService):
    """Whisper, of each stretch of speech as a whole: as it is, and as an answer to what was asked."""

    def __init__(self, url: str, client: httpx.AsyncClient) -> None:
        super().__init__(
            audio_passthrough=False,
            sample_rate=audio.RATE,
            ttfs_p99_latency=0.5,
            settings=STTSettings(model="tiny.en", language=None),
        )
        self._url, self._client = url, client
        self._expected = ""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        if isinstance(frame, Expected):
            self._expected = frame.words
        else:
            await super().process_frame(frame, direction)

    @property
    def wants_wav_segments(self) -> bool:
        return False

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        asked: dict[str, str | int] = {"rate": self.sample_rate, "hint": self._expected}
        try:
            answer = await self._client.post(f"{self._url}/hear", params=asked, content=audio)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            yield ErrorFrame(error=f"the speech server did not hear: {type(error).__name__}")
            return
        heard = answer.json()
        yield Written(str(heard["text"]), "", time_now_iso8601(), likely=str(heard["likely"]))


class Speech(TTSService):
    """Piper, a sentence at a time."""

    def __init__(self, url: str, client: httpx.AsyncClient) -> None:
        super().__init__(
            sample_rate=audio.RATE,
            push_start_frame=True,
            push_stop_frames=True,
            settings=TTSSettings(model="piper", voice=VOICE, language=None),
        )
        self._url, self._client = url, client

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        wanted = {"text": text, "voice": VOICE, "rate": audio.RATE}
        try:
            answer = await self._client.post(f"{self._url}/say", json=wanted)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            yield ErrorFrame(error=f"the speech server did not speak: {type(error).__name__}")
            return
        yield TTSAudioRawFrame(answer.content, audio.RATE, 1, context_id=context_id)


class Engines(base.Engines):
    """Both, by one connection pool."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client = httpx.AsyncClient(timeout=_SECONDS, trust_env=False)

    def hearing(self) -> STTService:
        return Hearing(self._url, self._client)

    def speech(self) -> TTSService:
        return Speech(self._url, self._client)

    @property
    def voice(self) -> str:
        return f"offline:{VOICE}"
