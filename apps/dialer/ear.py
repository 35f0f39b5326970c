"""What comes from a leg, in frames of 20 ms."""

from baresip import AudioNotActive, AudioRestarted, CallAudio

from apps.core.audio import PCM_BYTES_A_MS

FRAME_MS = 20
FRAME_BYTES = FRAME_MS * PCM_BYTES_A_MS
# Looked for so often: half a frame, so that none waits long and two never come at once for our sake.
LOOK_SECONDS = FRAME_MS / 2_000
_MOST_FRAMES = 10


class Ear:
    """One leg's."""

    def __init__(self, audio: CallAudio) -> None:
        self._audio = audio
        self._rest = b""

    def forget(self) -> None:
        """What was said before anybody listened: ringing, announcements."""
        while self._read():
            pass
        self._rest = b""

    def frames(self) -> list[bytes]:
        """Those that have come since the last look."""
        heard = self._rest + self._read()
        whole = len(heard) - len(heard) % FRAME_BYTES
        self._rest = heard[whole:]
        return [heard[at : at + FRAME_BYTES] for at in range(0, whole, FRAME_BYTES)]

    def _read(self) -> bytes:
        try:
            return bytes(self._audio.read(_MOST_FRAMES * FRAME_BYTES))
        except (AudioRestarted, AudioNotActive):
            # Renegotiated, held, or over: the next look binds to what there is then.
            return b""
