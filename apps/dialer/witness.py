"""The recording of one place in a room: begun when somebody else is there, and over with the place."""

from contextlib import ExitStack

from apps.integrations.wire.dialer import Lack, Seat

from .tapes import Tap, Tapes, deaf


class Witness:
    """`tap` hears what they and the room say to each other, as long as that is recorded."""

    def __init__(self, tapes: Tapes, seat: Seat, *, call_id: str) -> None:
        self.tap: Tap = deaf
        self._tapes, self._call_id = tapes, call_id
        self._url, self._once_told = seat.record_url or "", bool(seat.once_told)
        self._running = ExitStack()

    def begin(self, *, all_know: bool) -> None:
        """Somebody else is there. Asked again it goes on, until somebody comes who does not know and would have to."""
        if not self._url:
            return
        if self._once_told and not all_know:
            if self.tap is deaf:
                self._tapes.not_made(self._url, Lack.UNSAID, call_id=self._call_id)
            self.end()
        elif self.tap is deaf:
            self.tap = self._running.enter_context(self._tapes.recording(self._url, call_id=self._call_id))

    def end(self) -> None:
        """For good."""
        self.tap, self._url = deaf, ""
        self._running.close()
