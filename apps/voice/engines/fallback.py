"""A preferred engine and those behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService

from . import base


@dataclass(frozen=True)
class Speaker:
    """`name` is engine and voice; audio kept under it sounds like what `make` makes."""

    name: str
    make: Callable[[], TTSService]


@dataclass(frozen=True)
class Engines(base.Engines):
    """At least one of each, the preferred one first."""

    ears: Sequence[Callable[[], STTService]]
    speakers: Sequence[Speaker]

    def hearing(self) -> STTService:
        return self.ears[0]()

    def speech(self) -> TTSService:
        return self.speakers[0].make()

    @property
    def voice(self) -> str:
        return self.speakers[0].name

    @property
    def voices(self) -> Sequence[str]:
        return [each.name for each in self.speakers]

    def hearings(self) -> Sequence[Callable[[], STTService]]:
        return self.ears

    def speeches(self) -> Sequence[Callable[[], TTSService]]:
        return [each.make for each in self.speakers]
