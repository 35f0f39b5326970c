"""Telephone audio, by the name that voice knows it under; the dialer has it, too."""

from apps.core.audio import PCM_BYTES_A_MS, RATE, ULAW_BYTES_A_MS, Samples, ms_of_pcm, to_pcm, to_ulaw

__all__ = ["PCM_BYTES_A_MS", "RATE", "ULAW_BYTES_A_MS", "Samples", "ms_of_pcm", "to_pcm", "to_ulaw"]
