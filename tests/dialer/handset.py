"""A phone at the exchange, for tests: says one tone without end, keeps what it hears, and has keys."""

import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Self

from .exchange import ANSWERS, LOOPBACK, Manner
from .voice import FRAME_BYTES, share_of, tone

FRAME_SECONDS = 0.02
ULAW, KEYS = 0, 101
_SILENCE = b"\xff" * FRAME_BYTES
_SECOND = FRAME_BYTES * 50
# Neither heard nor not heard: nobody can tell yet.
_TOO_SHORT = 0.2


@dataclass
class Handset:
    """Context manager. Without `hertz` it is silent. It speaks to whoever sends it audio first."""

    hertz: int = 0
    heard: bytearray = field(default_factory=bytearray)
    _keys: deque[bytes] = field(default_factory=deque)

    def __enter__(self) -> Self:
        self._line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._line.bind((LOOPBACK, 0))
        self._line.settimeout(FRAME_SECONDS / 4)
        self._says = tone(seconds=1.0, hertz=self.hertz) if self.hertz else _SILENCE
        self._peer: tuple[str, int] | None = None
        self._is_open = True
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._is_open = False
        self._thread.join(2)
        self._line.close()

    @property
    def manner(self) -> Manner:
        """Of a number where this phone is."""
        return replace(ANSWERS, rtp_port=self._line.getsockname()[1])

    def press(self, key: str) -> None:
        """As RFC 4733 has it: one event in several packets, the last of them thrice."""
        event = bytes(["0123456789*#".index(key)])
        self._keys.extend(event + b"\x0a" + (n * 160).to_bytes(2) for n in range(1, 6))
        self._keys.extend([event + b"\x8a" + (960).to_bytes(2)] * 3)

    def hears(self, hertz: int, *, seconds: float = 10.0) -> bool:
        """Whether it comes to hear this tone, most of half a second."""
        return self._comes_to(lambda: self._share(hertz) > 0.4, seconds=seconds)

    def hears_not(self, hertz: int, *, seconds: float = 10.0) -> bool:
        """Whether it comes not to hear it any more."""
        return self._comes_to(lambda: self._share(hertz) < 0.02, seconds=seconds)

    def _share(self, hertz: int) -> float:
        latest = bytes(self.heard[-_SECOND // 2 :])
        return share_of(hertz, latest) if len(latest) == _SECOND // 2 else _TOO_SHORT

    def _comes_to(self, is_so: Callable[[], bool], *, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if is_so():
                return True
            time.sleep(FRAME_SECONDS)
        return False

    def _run(self) -> None:
        began, number, stamp = time.monotonic(), 0, 0
        while self._is_open:
            self._listen()
            if time.monotonic() - began < number * FRAME_SECONDS:
                continue
            if self._peer:
                self._send(number, stamp)
            number, stamp = number + 1, stamp + FRAME_BYTES

    def _listen(self) -> None:
        try:
            packet, self._peer = self._line.recvfrom(2_048)
        except TimeoutError:
            return
        if packet[1] & 0x7F == ULAW:
            self.heard += packet[12:]

    def _send(self, number: int, stamp: int) -> None:
        at = stamp % len(self._says)
        kind, payload = ULAW, self._says[at : at + FRAME_BYTES]
        if self._keys:
            # An event keeps the time stamp of its beginning.
            kind, payload, stamp = KEYS, self._keys.popleft(), self._pressed_at(stamp)
        head = bytes([0x80, kind]) + (number & 0xFFFF).to_bytes(2) + stamp.to_bytes(4) + b"\0\0\0\7"
        self._line.sendto(head + payload, self._peer or ("", 0))

    def _pressed_at(self, stamp: int) -> int:
        return stamp - (7 - len(self._keys)) * FRAME_BYTES
