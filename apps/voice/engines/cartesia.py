"""Cartesia: speech by one request a sentence: nothing has to be connected anew in a call."""

import aiohttp
from pipecat.services.cartesia.tts import CartesiaHttpTTSService

from apps.integrations.speech.cartesia import Voice
from apps.voice import audio


class Speech(CartesiaHttpTTSService):
    def __init__(self, voice: Voice, session: aiohttp.ClientSession) -> None:
        super().__init__(
            api_key=voice.api_key.get_secret_value(),
            base_url=voice.base_url.rstrip("/"),
            aiohttp_session=session,
            sample_rate=audio.RATE,
            settings=CartesiaHttpTTSService.Settings(voice=voice.voice, model=voice.model),
        )
