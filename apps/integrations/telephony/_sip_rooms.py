"""Conference rooms in our own SIP dialer, which mixes their audio itself."""

from collections.abc import Callable
from urllib.parse import quote

from pydantic import ValidationError

from apps.integrations.errors import Unreadable
from apps.integrations.http import JSON, Document, Inbound
from apps.integrations.wire import dialer as wire
from apps.integrations.wire.dialer import Deed, Deeds, RoomTold, Standing

from . import base
from ._sip_line import Line, refused
from .base import CallOrder, Offer, PlacedCall, RoomEvent, RoomNews, Seat

type Call = Callable[[CallOrder, wire.Seat], PlacedCall]


class Rooms(base.Rooms):
    """`call` places an order of the tenant's trunks straight into a seat."""

    def __init__(self, line: Line, call: Call) -> None:
        self._line, self._call = line, call

    def call(self, order: CallOrder, seat: Seat) -> PlacedCall:
        return self._call(order, _seat(seat))

    def redirect(self, provider_id: str, url: str) -> None:
        self._line.ask("POST", f"/calls/{provider_id}/way", body={"url": url})

    def hold(self, seat: Seat) -> None:
        self._change(seat, {"is_held": True, "wait_url": seat.wait_url})

    def resume(self, seat: Seat) -> None:
        self._change(seat, {"is_held": False})

    def mute(self, seat: Seat) -> None:
        self._change(seat, {"is_muted": True})

    def unmute(self, seat: Seat) -> None:
        self._change(seat, {"is_muted": False})

    def remove(self, seat: Seat) -> None:
        reply = self._line.send("DELETE", _path(seat))
        if reply.status != 404:
            refused(reply)

    def join(self, spoken: str, seat: Seat) -> Document:
        return _document(*_said(spoken), Deed(do="room", seat=_seat(seat), then_url=seat.done_url))

    def offer(self, offer: Offer) -> Document:
        return _document(
            Deed(do="offer", text=offer.spoken.strip(), url=offer.accept_url, wait_seconds=offer.wait_seconds)
        )

    def wait(self, spoken: str) -> Document:
        return _document(*_said(spoken))

    def has_accepted(self, request: Inbound) -> bool:
        try:
            return Standing.model_validate_json(request.body).key == "1"
        except ValidationError:
            return False

    def read_room(self, request: Inbound) -> RoomNews:
        try:
            told = RoomTold.model_validate_json(request.body)
        except ValidationError as error:
            raise Unreadable("the SIP dialer sent what is no news of a room") from error
        event = RoomEvent(told.event) if told.event in RoomEvent else RoomEvent.OTHER
        return RoomNews(told.room, event, told.label, told.call_id, told.occurred_at)

    def _change(self, seat: Seat, change: dict[str, object]) -> None:
        self._line.ask("PATCH", _path(seat), body=change)


def _path(seat: Seat) -> str:
    return f"/rooms/{quote(seat.room, safe='')}/{quote(seat.label, safe='')}"


def _seat(seat: Seat) -> wire.Seat:
    return wire.Seat(
        room=seat.room,
        label=seat.label,
        wait_url=seat.wait_url,
        news_url=seat.news_url,
        done_url=seat.done_url,
        ends_room=seat.ends_room,
        record_url=seat.record_url or None,
        once_told=seat.once_told or None,
    )


def _said(text: str) -> list[Deed]:
    return [Deed(do="say", text=text.strip())] if text.strip() else []


def _document(*deeds: Deed) -> Document:
    return Document(Deeds(deeds=deeds).model_dump_json(exclude_none=True).encode(), content_type=JSON)
