"""G.711 A-law beside the project's own µ-law: one code for the other, byte by byte."""

import numpy as np

from apps.voice import audio


def _decoded() -> audio.Samples:
    """The sample of each of the 256 A-law codes (ITU-T G.711, table 1a)."""
    codes = np.arange(256, dtype=np.uint8) ^ 0x55
    exponents = ((codes >> 4) & 0x07).astype(np.int32)
    mantissas = (codes & 0x0F).astype(np.int32) << 4
    magnitudes = np.where(exponents == 0, mantissas + 8, (mantissas + 0x108) << np.maximum(exponents - 1, 0))
    return np.where(codes & 0x80, magnitudes, -magnitudes).astype(np.int16)


_SAMPLES = _decoded()
_ULAW = np.frombuffer(audio.to_pcm(bytes(range(256))), np.int16).astype(np.int32)
_TO_ULAW = audio.to_ulaw(_SAMPLES.tobytes())
_FROM_ULAW = np.abs(_ULAW[:, None] - _SAMPLES.astype(np.int32)[None, :]).argmin(axis=1).astype(np.uint8).tobytes()


def to_ulaw(alaw: bytes) -> bytes:
    return alaw.translate(_TO_ULAW)


def from_ulaw(ulaw: bytes) -> bytes:
    return ulaw.translate(_FROM_ULAW)
