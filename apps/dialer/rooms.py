"""The rooms of the process: by their names, each as long as somebody is in it."""

import asyncio

from apps.integrations.wire.dialer import Seat

from .gazette import Gazette
from .leg import Leg
from .news import Mail
from .place import Pastime, Place
from .room import Room
from .tapes import Tapes
from .witness import Witness


class Rooms:
    """A room is there with the first who comes in."""

    def __init__(self, mail: Mail, tapes: Tapes) -> None:
        self._mail, self._tapes = mail, tapes
        self._open: dict[str, Room] = {}

    def room(self, name: str) -> Room | None:
        return self._open.get(name)

    def place(self, name: str, label: str) -> tuple[Room, Place] | None:
        """Who has this label there; None where nobody has."""
        room = self._open.get(name)
        place = room.places.get(label) if room else None
        return (room, place) if room and place else None

    async def sit(self, leg: Leg, seat: Seat, *, call_id: str, pastime: Pastime, is_told: bool) -> None:
        """In the room until they hang up, are let go, or are called away (cancelled)."""
        if self.place(seat.room, seat.label):
            return
        room = self._open.setdefault(seat.room, Room(seat.room, Gazette(seat.room, self._mail)))
        place = Place(leg, seat, call_id=call_id, pastime=pastime, witness=Witness(self._tapes, seat, call_id=call_id))
        place.is_told = is_told
        room.enter(place)
        try:
            await _either(leg.over, place.out)
        finally:
            room.leave(place)
            if not room.places and self._open.get(room.name) is room:
                self._open.pop(room.name, None)


async def _either(first: asyncio.Event, second: asyncio.Event) -> None:
    waiting = [asyncio.ensure_future(each.wait()) for each in (first, second)]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()
