"""What each hears in a room: all others at once. Pure."""

from collections.abc import Iterable

import numpy as np

_LOUDEST = np.iinfo(np.int16)


def mixed(frames: Iterable[bytes]) -> bytes:
    """All of them at once, as loud as they are; where that is too loud for a line it is cut off. b"" of none."""
    heard = [frame for frame in frames if frame]
    if len(heard) < 2:
        return heard[0] if heard else b""
    total = np.sum([np.frombuffer(frame, np.int16).astype(np.int32) for frame in heard], axis=0)
    loud: bytes = np.clip(total, _LOUDEST.min, _LOUDEST.max).astype(np.int16).tobytes()
    return loud
