"""Whether somebody speaks: Silero, by one model that all calls of the process share."""

from functools import cache
from importlib import resources

import onnxruntime
from pipecat.audio.vad.silero import SileroOnnxModel, SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams, VADState

from apps.voice import audio

# On telephone audio the library's own values lost a lone "yes" of four voices in six (wire/voice.md, section 1).
START_SECONDS, STOP_SECONDS = 0.1, 0.2
_PARAMS = VADParams(confidence=0.5, start_secs=START_SECONDS, stop_secs=STOP_SECONDS, min_volume=0.0)


@cache
def _session() -> onnxruntime.InferenceSession:
    """Loaded once: by each call it took 37 ms of the loop and 12 MB."""
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    model = resources.files("pipecat.audio.vad.data").joinpath("silero_vad.onnx").read_bytes()
    return onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"], sess_options=options)


class _Model(SileroOnnxModel):
    def __init__(self) -> None:
        self.session = _session()
        self.sample_rates = [audio.RATE]
        self.reset_states()  # type: ignore[no-untyped-call]  # pipecat's


class Vad(SileroVADAnalyzer):
    """One call's ear for speech. 0.1 ms of work for each 32 ms of audio: no thread is worth it."""

    def __init__(self) -> None:
        VADAnalyzer.__init__(self, sample_rate=audio.RATE, params=_PARAMS)
        self._model = _Model()
        self._windows_since_reset = self._low_confidence_windows = 0
        self.set_sample_rate(audio.RATE)

    def is_speech(self, pcm: bytes, *, before: bool) -> bool:
        """Whether somebody speaks with this audio; between the two states it is as `before`."""
        state = self._run_analyzer(pcm)
        if state in (VADState.STARTING, VADState.STOPPING):
            return before
        return bool(state is VADState.SPEAKING)
