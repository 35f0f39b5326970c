"""Hears the lead: audio in, speech began and speech ended out."""

from collections.abc import Callable

from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from apps.voice import audio

from .vad import START_SECONDS, STOP_SECONDS, Vad

# What a pipeline does for each frame is most of a call's cost: three of the wire's frames go as one.
BATCH_BYTES = 60 * audio.PCM_BYTES_A_MS


class Ear(FrameProcessor):
    """The first of the pipeline. `on_speech` is called at once, before any frame has gone its way."""

    def __init__(self, *, on_speech: Callable[[bool], None]) -> None:
        super().__init__(enable_direct_mode=True)
        self._vad = Vad()
        self._on_speech = on_speech
        self._batch = bytearray()
        self._is_speech = False

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        await self.push_frame(frame, direction)

    async def hear(self, ulaw: bytes) -> None:
        """The next of the lead's audio, as it came."""
        pcm = audio.to_pcm(ulaw)
        self._batch += pcm
        is_speech = self._vad.is_speech(pcm, before=self._is_speech)
        if is_speech != self._is_speech:
            self._is_speech = is_speech
            self._on_speech(is_speech)
            await self._flush()
            await self.push_frame(_turned(is_speech))
        elif len(self._batch) >= BATCH_BYTES:
            await self._flush()

    async def end(self) -> None:
        """No more is to come: who was speaking has stopped."""
        if self._is_speech:
            self._is_speech = False
            await self._flush()
            await self.push_frame(_turned(False))

    async def _flush(self) -> None:
        pcm, self._batch = bytes(self._batch), bytearray()
        await self.push_frame(InputAudioRawFrame(audio=pcm, sample_rate=audio.RATE, num_channels=1))


def _turned(is_speech: bool) -> Frame:
    if is_speech:
        return VADUserStartedSpeakingFrame(start_secs=START_SECONDS)
    return VADUserStoppedSpeakingFrame(stop_secs=STOP_SECONDS)
