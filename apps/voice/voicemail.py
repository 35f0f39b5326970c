"""A machine that has picked up: when it records what we say."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

# Its tone comes so soon after its greeting; one that speaks on is heard out.
BEEP_SECONDS, MOST_BEEP_WAITS = 2.0, 10


@dataclass
class Voicemail:
    """One call's, if there is one."""

    _tone: asyncio.Event = field(default_factory=asyncio.Event)

    def records(self) -> None:
        """The tone has been."""
        self._tone.set()

    async def wait(self, *, is_speaking: Callable[[], bool]) -> None:
        """Until the tone, or a silence in which it would have come."""
        for _ in range(MOST_BEEP_WAITS):
            try:
                await asyncio.wait_for(self._tone.wait(), BEEP_SECONDS)
                return
            except TimeoutError:
                if not is_speaking():
                    return
