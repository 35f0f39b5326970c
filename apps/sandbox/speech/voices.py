"""Who can speak: voices made from one model by changing its pitch and its pace."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """How a voice differs from the model's own.

    `pitch` multiplies all frequencies, so that above 1 both the voice and the head it comes from are smaller;
    `pace` multiplies the words a minute; `noise_decibels` is how far the hiss of a bad handset stays below the voice.
    """

    name: str
    pitch: float = 1.0
    pace: float = 1.0
    noise_decibels: float | None = None


# The agent's, and nobody else's.
AGENT = Voice("joe")
LEADS = (
    Voice("ada", pitch=1.28, pace=0.92),
    Voice("grace", pitch=1.14, pace=1.04),
    Voice("ben", pitch=0.9, pace=0.92),
    Voice("noisy", pitch=1.06, pace=0.95, noise_decibels=24),
)
BY_NAME = {voice.name: voice for voice in (AGENT, *LEADS)}
