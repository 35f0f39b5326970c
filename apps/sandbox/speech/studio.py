"""Mouth and ear on threads of their own: who asks waits in a queue, and the event loop never does."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from apps.sandbox.speech import voices
from apps.sandbox.speech.ear import Ear, Heard
from apps.sandbox.speech.memory import Memory
from apps.sandbox.speech.mouth import Mouth

MOST_BYTES = 64_000_000
# The first sentence of each length costs more: the models reserve their memory then.
FIRST_WORDS = (
    "Yes.",
    "Hello, this is a call about your request. Do you have a minute to talk?",
    "Good-bye, and thanks.",
)


class Studio:
    """Loaded and warm once it is made, which takes about two seconds."""

    def __init__(self, *, ears: int) -> None:
        self._mouth, self._ear = Mouth(), Ear(threads=ears)
        self._mouths, self._ears = ThreadPoolExecutor(1, "mouth"), ThreadPoolExecutor(ears, "ear")
        self._memory: Memory[tuple[str, str, int]] = Memory(most_bytes=MOST_BYTES)
        for words in FIRST_WORDS:
            pcm = self._mouth.say(words, voice=voices.AGENT, rate=8000)
            self._ear.hear(pcm, rate=8000, hint="")

    def recalled(self, text: str, *, voice: str, rate: int) -> bytes | None:
        """The sound of something said before, if it is still known."""
        return self._memory.recalled((text, voice, rate))

    async def said(self, text: str, *, voice: str, rate: int) -> bytes:
        """The sound of something new."""
        say = partial(self._mouth.say, text, voice=voices.BY_NAME[voice], rate=rate)
        return await self._memory.made(
            (text, voice, rate), lambda: asyncio.get_running_loop().run_in_executor(self._mouths, say)
        )

    async def heard(self, pcm: bytes, *, rate: int, hint: str) -> Heard:
        """What is said in a sound."""
        hear = partial(self._ear.hear, pcm, rate=rate, hint=hint)
        return await asyncio.get_running_loop().run_in_executor(self._ears, hear)
