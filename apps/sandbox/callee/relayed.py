"""Somebody at a phone whose carrier writes down what they say, and says what is written to them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from apps.sandbox.callee.characters import Character

HELLO_SECONDS, REPLY_SECONDS = 0.4, 0.2

Send = Callable[[dict[str, object]], Awaitable[None]]


class Relayed:
    """One call's. `letters_a_second`: how fast the carrier's voice speaks, and the person."""

    def __init__(self, character: Character, send: Send, *, letters_a_second: float) -> None:
        self._character, self._send, self._pace = character, send, letters_a_second
        self._heard: asyncio.Queue[str] = asyncio.Queue()
        # Of what is said in one go, and of all that is said without a pause.
        self._utterance = self._speech = ""
        self._began_at = self._speaks_until = 0.0
        self.said: list[tuple[str, str]] = []
        self.is_over = asyncio.Event()

    def take(self, told: Any) -> None:
        """What the application sends."""
        match told["type"]:
            case "text":
                self._take_words(str(told["token"]), is_last=bool(told.get("last")))
            case "end":
                self.is_over.set()

    async def live(self) -> None:
        """Until one of both hangs up."""
        talking = asyncio.create_task(self._talk())
        over = asyncio.create_task(self.is_over.wait())
        try:
            await asyncio.wait((talking, over), return_when=asyncio.FIRST_COMPLETED)
            if not over.done() and not self._character.hangs_up:
                await over
        finally:
            talking.cancel()
            over.cancel()

    def report(self) -> dict[str, object]:
        return {"transcript": [{"by": by, "text": text} for by, text in self.said]}

    def _take_words(self, token: str, *, is_last: bool) -> None:
        now = time.monotonic()
        if now >= self._speaks_until:
            self._began_at, self._speech = now, ""
        self._utterance += token
        self._speech += token
        self._speaks_until = max(now, self._speaks_until) + len(token) / self._pace
        if is_last:
            self._heard.put_nowait(self._utterance)
            self._utterance, self._speech = "", f"{self._speech} "

    async def _talk(self) -> None:
        await asyncio.sleep(HELLO_SECONDS)
        await self._say(self._character.hello)
        while not self._character.is_done:
            heard = await self._listened()
            reply = self._character.reply(heard)
            await asyncio.sleep(REPLY_SECONDS * min(1.0, 15 / self._pace))
            await self._say(reply)

    async def _listened(self) -> str:
        """All that is said until there is a pause."""
        texts = [await self._heard.get()]
        while (left := self._speaks_until - time.monotonic()) > 0 or not self._heard.empty():
            if self._character.cuts_in_after is not None:
                await asyncio.sleep(max(0.0, left) * self._character.cuts_in_after)
                break
            await asyncio.sleep(max(0.0, left))
            while not self._heard.empty():
                texts.append(self._heard.get_nowait())
        self.said += [("agent", text) for text in texts]
        return " ".join(texts)

    async def _say(self, text: str) -> None:
        if not text:
            return
        if (now := time.monotonic()) < self._speaks_until:
            await self._interrupt(now)
        self.said.append(("lead", text))
        await self._send({"type": "prompt", "voicePrompt": text, "lang": "en-US", "last": True})

    async def _interrupt(self, now: float) -> None:
        """The carrier falls silent, and says how far it had come."""
        while not self._heard.empty():
            self._heard.get_nowait()
        came = self._speech[: round((now - self._began_at) * self._pace)]
        self._speaks_until, self._utterance = now, ""
        told = {"type": "interrupt", "utteranceUntilInterrupt": came}
        await self._send({**told, "durationUntilInterruptMs": str(round((now - self._began_at) * 1000))})
