"""What an engine must be: pipecat's own services, and the name under which its audio may be kept."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService


class Engines(ABC):
    """The ears and the voice of one call, made anew for each."""

    @abstractmethod
    def hearing(self) -> STTService:
        """Writes down what is said. One `TranscriptionFrame` a stretch of speech, of "" where there are no words."""

    @abstractmethod
    def speech(self) -> TTSService:
        """Speaks a `TTSSpeakFrame` as 8 kHz PCM."""

    @property
    @abstractmethod
    def voice(self) -> str:
        """Names engine and voice: audio kept under it may be played in any call that has the same."""

    @property
    def voices(self) -> Sequence[str]:
        """The names of all that may speak, the preferred one first; `speeches` makes them."""
        return (self.voice,)

    def hearings(self) -> Sequence[Callable[[], STTService]]:
        """What makes each of them, the preferred one first: the next takes over where one fails in the call."""
        return (self.hearing,)

    def speeches(self) -> Sequence[Callable[[], TTSService]]:
        return (self.speech,)
