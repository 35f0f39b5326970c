"""Files of 16-bit PCM at 8 kHz in two channels, whose head is true at any moment: they may never be finished."""

import os
import struct

from apps.core.audio import RATE

CHANNELS, SAMPLE_BYTES = 2, 2
# One sample of each channel.
BLOCK = CHANNELS * SAMPLE_BYTES
HEAD_BYTES = 44
_PCM, _FORMAT_BYTES = 1, 16


def head(audio_bytes: int) -> bytes:
    """Of a file with so much audio behind it: RIFF, WAVE, fmt and data."""
    form = struct.pack("<HHIIHH", _PCM, CHANNELS, RATE, RATE * BLOCK, BLOCK, 8 * SAMPLE_BYTES)
    return b"".join(
        [
            struct.pack("<4sI4s", b"RIFF", HEAD_BYTES - 8 + audio_bytes, b"WAVE"),
            struct.pack("<4sI", b"fmt ", _FORMAT_BYTES) + form,
            struct.pack("<4sI", b"data", audio_bytes),
        ]
    )


def begin(file: int) -> None:
    """A file that plays, and has nothing in it. Blocks, as all here do."""
    os.pwrite(file, head(0), 0)


def grow(file: int, audio: bytes, *, after: int) -> int:
    """Append behind so many bytes of audio, which the head tells once they are there; gives how many there are then.

    Raises `OSError`; the file is then as it was, but for bytes that its head does not count.
    """
    done = 0
    while done < len(audio):
        done += os.pwrite(file, audio[done:], HEAD_BYTES + after + done)
    os.pwrite(file, head(after + done), 0)
    return after + done


def mend(file: int) -> int:
    """Make the head of a file that somebody died over tell all that is there; gives how many bytes of audio."""
    there = max(0, os.fstat(file).st_size - HEAD_BYTES)
    whole = there - there % BLOCK
    os.ftruncate(file, HEAD_BYTES + whole)
    os.pwrite(file, head(whole), 0)
    return whole


def seconds(audio_bytes: int) -> float:
    return audio_bytes / (RATE * BLOCK)
