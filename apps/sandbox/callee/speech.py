"""The pretend lead's ears and voice: the local speech server."""

from __future__ import annotations

import httpx

from apps.voice import audio


class Speech:
    def __init__(self, url: str) -> None:
        self._url = url
        self._client = httpx.AsyncClient(timeout=10, trust_env=False)

    async def say(self, text: str, *, voice: str) -> bytes:
        """µ-law, 8 kHz."""
        answer = await self._client.post(f"{self._url}/say", json={"text": text, "voice": voice, "rate": audio.RATE})
        answer.raise_for_status()
        return audio.to_ulaw(answer.content)

    async def hear(self, ulaw: bytes) -> str:
        pcm = audio.to_pcm(ulaw)
        answer = await self._client.post(f"{self._url}/hear", params={"rate": audio.RATE}, content=pcm)
        answer.raise_for_status()
        return str(answer.json()["text"])
