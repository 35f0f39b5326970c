"""How loud a recording is from its beginning to its end: what a player draws, read once from the file."""

import io
import sys
import wave
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

# As many as a wide screen has room for bars.
BUCKETS = 240
_LOUDEST = 32_768


class NotDrawable(ValueError):
    """It is no WAV of 16-bit PCM in one or two channels, or has nothing in it."""


@dataclass(frozen=True)
class Waveform:
    """The loudest of each bucket, 0 to 255, a row for each channel: the lead's first, then whoever talked with them."""

    channels: Sequence[bytes]

    def packed(self) -> bytes:
        """For keeping: the rows one after the other."""
        return b"".join(self.channels)


def unpacked(kept: bytes | memoryview) -> Waveform | None:
    """What `packed` has kept; None where nothing is."""
    rows = [bytes(kept[at : at + BUCKETS]) for at in range(0, len(kept), BUCKETS)]
    return Waveform(rows) if rows else None


def of_file(file: IO[bytes]) -> Waveform:
    """Read in small parts, so that an hour needs no more memory than a minute. Raises `NotDrawable`."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    try:
        with wave.open(file) as told:
            return _of(told, size=size)
    except (wave.Error, EOFError) as error:
        raise NotDrawable(str(error)) from error


def _of(told: wave.Wave_read, *, size: int) -> Waveform:
    channels = told.getnchannels()
    # Who writes while it is being recorded may not know the length, and say the longest there is.
    total = min(told.getnframes(), size // (2 * channels))
    if told.getsampwidth() != 2 or channels not in (1, 2) or not total:
        raise NotDrawable(f"{channels} channels of {8 * told.getsampwidth()} bits, {total} frames")
    rows = [bytearray() for _ in range(channels)]
    for bucket in range(BUCKETS):
        samples = _samples(told.readframes(_end(bucket, total) - _end(bucket - 1, total)))
        for channel, row in enumerate(rows):
            row.append(_peak(samples[channel::channels]))
    return Waveform([bytes(row) for row in rows])


def _end(bucket: int, total: int) -> int:
    return total * (bucket + 1) // BUCKETS


def _samples(frames: bytes) -> array[int]:
    samples = array("h", frames[: len(frames) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _peak(samples: array[int]) -> int:
    """A file that ends before its header says is silent from there."""
    extremes = (max(samples), -min(samples)) if samples else (0, 0)
    return 255 * max(extremes) // _LOUDEST
