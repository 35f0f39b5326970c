"""AssemblyAI: hearing by one request a stretch of speech."""

from collections.abc import AsyncGenerator

import aiohttp
from pipecat.frames.frames import Frame, TranscriptionFrame
from pipecat.services.assemblyai.stt import AssemblyAISyncSTTService
from pipecat.utils.time import time_now_iso8601

from apps.integrations.hearing.assemblyai import Ears
from apps.voice import audio


class Hearing(AssemblyAISyncSTTService):
    """Says so, too, where there were no words."""

    def __init__(self, ears: Ears, session: aiohttp.ClientSession) -> None:
        super().__init__(
            api_key=ears.api_key.get_secret_value(),
            base_url=ears.base_url,
            aiohttp_session=session,
            sample_rate=audio.RATE,
            audio_passthrough=False,
            settings=AssemblyAISyncSTTService.Settings(model=ears.model),
        )

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        is_told = False
        async for frame in super().run_stt(audio):
            is_told = True
            yield frame
        if not is_told:
            yield TranscriptionFrame("", "", time_now_iso8601())
