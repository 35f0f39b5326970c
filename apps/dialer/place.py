"""One leg in a room: what it says and hears 20 ms at a time, and whether anybody hears it."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable

from baresip import AudioNotActive, AudioRestarted

from apps.core.audio import PCM_BYTES_A_MS
from apps.integrations.wire.dialer import Seat

from .ear import FRAME_BYTES, Ear
from .leg import Leg
from .witness import Witness

# Two clocks drift apart: what is older than that is dropped, or the two would talk ever later.
_MOST_FRAMES, _MOST_LAG_BYTES = 5, 160 * PCM_BYTES_A_MS
_SILENCE = bytes(FRAME_BYTES)

Pastime = Callable[["Place"], Awaitable[None]]


class Place:
    """`out` is set once, when they are to leave. `pastime` is what they hear while they wait, until it is cancelled.

    `is_told`: they have heard all that was to be said to them before they came in.
    """

    is_told = True

    def __init__(self, leg: Leg, seat: Seat, *, call_id: str, pastime: Pastime, witness: Witness) -> None:
        self.leg, self.seat, self.call_id = leg, seat, call_id
        self.wait_url = seat.wait_url
        self.out = asyncio.Event()
        self.is_held = self.is_muted = False
        self._ear = Ear(leg.audio)
        self._ear.forget()
        self._said: deque[bytes] = deque(maxlen=_MOST_FRAMES)
        self.witness = witness
        self._pastime = pastime
        self._waiting: asyncio.Task[None] | None = None

    def frame(self) -> bytes:
        """The next 20 ms of what they say; b"" if nothing has come."""
        self._said.extend(self._ear.frames())
        return self._said.popleft() if self._said else b""

    def hear(self, frame: bytes) -> None:
        """With 20 ms in hand, so that a tick that comes late leaves no gap."""
        with contextlib.suppress(AudioNotActive, AudioRestarted):
            ahead = self.leg.audio.info().tx_buffered
            if ahead > _MOST_LAG_BYTES:
                self.leg.audio.flush_tx()
            self.leg.audio.write(frame if ahead else _SILENCE + frame)

    def wait(self) -> None:
        """They hear the pastime from now on."""
        if self._waiting is None:
            self._waiting = asyncio.ensure_future(self._pastime(self))

    def wait_no_more(self) -> None:
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None
