"""Telephone audio: 8 kHz µ-law on the wire (ITU-T G.711), 16-bit PCM inside."""

import numpy as np
import numpy.typing as npt

RATE = 8000
# One byte a sample on the wire, two inside.
ULAW_BYTES_A_MS, PCM_BYTES_A_MS = 8, 16
_BIAS, _CLIP = 0x84, 32635

Samples = npt.NDArray[np.int16]


def _decoded() -> Samples:
    """The sample of each of the 256 codes."""
    codes = ~np.arange(256, dtype=np.uint8)
    exponents = (codes >> 4) & 0x07
    magnitudes = (((codes & 0x0F).astype(np.int32) << 3) + _BIAS) << exponents
    return np.where(codes & 0x80, _BIAS - magnitudes, magnitudes - _BIAS).astype(np.int16)


def _encoded() -> npt.NDArray[np.uint8]:
    """The code of each of the 65,536 samples, by the sample read as an unsigned number."""
    samples = np.arange(65_536, dtype=np.uint16).view(np.int16).astype(np.int32)
    signs = np.where(samples < 0, 0x80, 0)
    magnitudes = np.minimum(np.abs(samples), _CLIP) + _BIAS
    exponents = np.floor(np.log2(magnitudes)).astype(np.int32) - 7
    mantissas = (magnitudes >> (exponents + 3)) & 0x0F
    codes: npt.NDArray[np.uint8] = (~(signs | (exponents << 4) | mantissas) & 0xFF).astype(np.uint8)
    return codes


_DECODED, _ENCODED = _decoded(), _encoded()


def to_pcm(ulaw: bytes) -> bytes:
    return _DECODED[np.frombuffer(ulaw, np.uint8)].tobytes()


def to_ulaw(pcm: bytes) -> bytes:
    return _ENCODED[np.frombuffer(pcm, np.uint16)].tobytes()


def ms_of_pcm(pcm: bytes) -> float:
    return len(pcm) / PCM_BYTES_A_MS
