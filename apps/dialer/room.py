"""A conference room: who is in it, who hears whom, and the news of it."""

import asyncio

from apps.integrations.telephony.base import RoomEvent
from apps.integrations.wire.dialer import Change

from . import mixing
from .ear import FRAME_MS
from .gazette import Gazette
from .place import Place

_TICK_SECONDS = FRAME_MS / 1000


class Room:
    """It is over with the last one, or with whoever ends it by leaving."""

    def __init__(self, name: str, gazette: Gazette) -> None:
        self.name = name
        self.places: dict[str, Place] = {}
        self._gazette = gazette
        self._mixing: asyncio.Task[None] | None = None

    def enter(self, place: Place) -> None:
        self.places[place.seat.label] = place
        self._gazette.news_url = self._gazette.news_url or place.seat.news_url
        self._tell(RoomEvent.JOINED, place)
        self._settle()
        if self._mixing is None:
            self._mixing = asyncio.create_task(self._mix())

    def leave(self, place: Place) -> None:
        """Gone, once."""
        if self.places.get(place.seat.label) is not place:
            return
        self._let_go(place)
        if place.seat.ends_room or not self.places:
            self._close()
        self._settle()

    def change(self, place: Place, change: Change) -> None:
        """Who is held hears what its `wait_url` says, and nobody hears them; nor who is muted. Twice is once."""
        place.wait_url = change.wait_url or place.wait_url
        if change.is_held not in (None, place.is_held):
            place.is_held = not place.is_held
            self._tell(RoomEvent.HELD if place.is_held else RoomEvent.RESUMED, place)
            self._settle()
        if change.is_muted not in (None, place.is_muted):
            place.is_muted = not place.is_muted
            self._tell(RoomEvent.MUTED if place.is_muted else RoomEvent.UNMUTED, place)

    def _settle(self) -> None:
        """Who is held waits, and who is alone."""
        for place in self.places.values():
            if len(self.places) > 1:
                place.witness.begin(all_know=all(each.is_told for each in self.places.values()))
            if place.is_held or len(self.places) == 1:
                place.wait()
            else:
                place.wait_no_more()

    def _close(self) -> None:
        for place in list(self.places.values()):
            self._let_go(place)
        self._gazette.tell(RoomEvent.OVER)
        if self._mixing:
            self._mixing.cancel()

    def _let_go(self, place: Place) -> None:
        del self.places[place.seat.label]
        place.wait_no_more()
        place.witness.end()
        place.out.set()
        self._tell(RoomEvent.LEFT, place)

    def _tell(self, event: RoomEvent, place: Place) -> None:
        self._gazette.tell(event, label=place.seat.label, call_id=place.call_id)

    async def _mix(self) -> None:
        loop = asyncio.get_running_loop()
        at = loop.time()
        while True:
            self._tick()
            # Late by more than a frame, what has come meanwhile is dropped rather than said in a hurry.
            at = max(at + _TICK_SECONDS, loop.time() - _TICK_SECONDS)
            await asyncio.sleep(at - loop.time())

    def _tick(self) -> None:
        """20 ms of everybody, to everybody else; who is held says nothing and hears nobody, on a recording neither."""
        said = {place: place.frame() for place in self.places.values()}
        heard = {place: frame for place, frame in said.items() if not (place.is_held or place.is_muted)}
        for listener in said:
            others = () if listener.is_held else (heard[each] for each in heard if each is not listener)
            if frame := mixing.mixed(others):
                listener.hear(frame)
            listener.witness.tap(heard.get(listener, b""), frame)
