"""How evenly the other side's audio came in."""

from __future__ import annotations

import time
from dataclasses import dataclass

LATE_MS = 40


@dataclass
class Arrivals:
    """Counted packet by packet."""

    received: int = 0
    lost: int = 0
    # Pauses between two packets: how many were late, and the longest.
    late: int = 0
    longest_ms: float = 0.0
    _last_at: float = 0.0
    _next: int | None = None

    def begin(self) -> None:
        """Count the silence from now on."""
        self._last_at = time.monotonic()

    @property
    def seconds_silent(self) -> float:
        return time.monotonic() - self._last_at

    def note(self, sequence: int) -> None:
        now = time.monotonic()
        if self._next is not None:
            self._note_gap((now - self._last_at) * 1000)
        # Numbers wrap at 16 bits.
        ahead = 0 if self._next is None else (sequence - self._next) & 0xFFFF
        if ahead < 0x8000:
            self.lost += ahead
            self._next = (sequence + 1) & 0xFFFF
        else:
            # Out of order: it was counted as lost, and is found again.
            self.lost -= 1
        self._last_at = now
        self.received += 1

    def report(self) -> dict[str, float]:
        return {
            "received": self.received,
            "lost": max(0, self.lost),
            "late": self.late,
            "longest_gap_ms": round(self.longest_ms, 1),
        }

    def _note_gap(self, gap_ms: float) -> None:
        self.late += gap_ms > LATE_MS
        self.longest_ms = max(self.longest_ms, gap_ms)
