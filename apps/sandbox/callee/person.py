"""Somebody at the phone: says hello, listens to what is said, and answers as they are."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from functools import cache

import httpx
import numpy as np

from apps.sandbox.callee import characters
from apps.sandbox.callee.handset import Handset
from apps.sandbox.callee.hearing import Listener, Piece
from apps.sandbox.callee.speech import Speech
from apps.sandbox.world import World
from apps.voice import audio

# From an utterance's end to the reply, as people take it beside what it takes to understand.
HELLO_SECONDS, REPLY_SECONDS = 0.4, 0.2
_SECONDS = np.arange(audio.RATE // 2) / audio.RATE
_TONE = audio.to_ulaw((np.sin(_SECONDS * 2 * np.pi * 1_000) * 8_000).astype(np.int16).tobytes())
_SILENCE = b"\xff" * (audio.RATE * 6 // 10)


@dataclass(frozen=True)
class Said:
    """A line of the far end's own transcript; who says is "agent" or "lead"."""

    by: str
    text: str


class Person:
    """One call's. Without a speech server they only listen to the line, and say nothing."""

    def __init__(self, world: World, number: str) -> None:
        self._character = characters.of(world.people.at(number))
        self._speech = _speech(os.environ.get("LEADHUB_SPEECH_URL", ""))
        self._listener = Listener()
        self._pieces: asyncio.Queue[Piece] = asyncio.Queue()
        self._said: list[Said] = []
        self._frames = 0

    @property
    def can_speak(self) -> bool:
        return self._speech is not None

    def frame(self, heard: bytes, said: bytes) -> None:
        """20 ms of both directions."""
        self._frames += 1
        if piece := self._listener.frame(heard, said):
            self._pieces.put_nowait(piece)

    async def live(self, phone: Handset) -> None:
        """Until one of both hangs up."""
        talking = asyncio.create_task(self._talk(phone))
        line = asyncio.create_task(phone.live())
        try:
            await asyncio.wait((talking, line), return_when=asyncio.FIRST_COMPLETED)
            if not line.done() and not self._character.hangs_up:
                await line
        finally:
            talking.cancel()
            line.cancel()

    def report(self) -> dict[str, object]:
        """What the far end measured and understood."""
        return {
            "seconds": round(self._frames / 50, 1),
            "first_audio_ms": self._listener.first_ms,
            "gaps_ms": self._listener.gaps_ms,
            "transcript": [{"by": said.by, "text": said.text} for said in self._said],
        }

    async def _talk(self, phone: Handset) -> None:
        if self._speech is None:
            await asyncio.Event().wait()
            return
        await asyncio.sleep(HELLO_SECONDS)
        await self._say(phone, self._speech, self._character.hello)
        if self._character.beeps:
            phone.say(_SILENCE + _TONE)
        while not self._character.is_done:
            heard = await self._heard(self._speech)
            reply = self._character.reply(heard)
            await asyncio.sleep(REPLY_SECONDS)
            # Who asks again while we think is listened to first.
            if reply and not self._listener.is_agent_speaking:
                await self._say(phone, self._speech, reply)
        while phone.is_saying:
            await asyncio.sleep(0.02)

    async def _heard(self, speech: Speech) -> str:
        """All that the agent says until they pause."""
        texts: list[str] = []
        while True:
            piece = await self._pieces.get()
            texts.append(await speech.hear(piece.ulaw))
            if piece.is_last:
                break
        text = " ".join(filter(None, texts))
        self._said.append(Said("agent", text))
        return text

    async def _say(self, phone: Handset, speech: Speech, text: str) -> None:
        if not text:
            return
        try:
            phone.say(await speech.say(text, voice=self._character.voice))
        except httpx.HTTPError:
            return
        self._said.append(Said("lead", text))


@cache
def _speech(url: str) -> Speech | None:
    return Speech(url) if url else None
