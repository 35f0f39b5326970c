"""Conference rooms of our own SIP dialer: the contract, and what is the dialer's own."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from apps.integrations.errors import Rejected
from apps.integrations.http import Http, Inbound, Program
from apps.integrations.telephony._sip_rooms import Rooms
from apps.integrations.telephony.base import RoomEvent
from apps.integrations.telephony.sip import Telephony
from apps.integrations.wire.dialer import Deeds, Order, RoomTold, Standing
from tests.contracts.outcomes import LEAD
from tests.contracts.peer import Peer
from tests.contracts.rooms import CALL_ID, OFFER, SEAT, RoomsContract
from tests.contracts.telephony import ORDER, OUR_NUMBER

ID = "8f2c0f1e5a6b4c7d9e0f1a2b3c4d5e6f"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
STANDING = Standing(id=ID, status="queued", placed_at=NOON, occurred_at=NOON)
PLACE = {"room": "0190-room", "label": "lead-7", "ends_room": True, "once_told": True} | {
    f"{name}_url": f"https://x.example/{name[0]}/" for name in ("wait", "news", "done", "record")
}


def posted(body: str) -> Inbound:
    return Inbound("POST", "https://x.example/", {}, body.encode())


def rooms(url: str, http: Http) -> Rooms:
    settings = Telephony.Settings.model_validate({"caller_id": OUR_NUMBER, "host": "sip.example.com"})
    return Telephony(settings, replace(http, program=Program(url, "between us"))).rooms()


ADAPTER = rooms("http://127.0.0.1:1", Http())


class TestSipRooms(RoomsContract):
    def rooms(self, url: str, http: Http) -> Rooms:
        return rooms(url, http)

    def takes_the_call(self, peer: Peer) -> str:
        peer.replies(201, STANDING.model_dump(mode="json"))
        return ID

    def does_as_asked(self, peer: Peer) -> None:
        peer.replies(204, "")

    def room_is_over(self, peer: Peer) -> None:
        peer.replies(404, {"error": "nobody_there"})

    def goes_elsewhere(self, peer: Peer) -> None:
        peer.replies(204, "")

    def call_is_over(self, peer: Peer) -> None:
        peer.replies(404, {"error": "no_such_call"})

    def pressed(self, key: str) -> Inbound:
        return posted(STANDING.model_copy(update={"key": key}).model_dump_json())

    def happened(self, event: RoomEvent) -> Inbound:
        return posted(RoomTold(room="0190-room", event=event, label="rep-7-1", occurred_at=NOON).model_dump_json())

    def test_the_order_names_the_seat(self, peer: Peer) -> None:
        self.takes_the_call(peer)

        self.at(peer).call(ORDER, SEAT)

        [request] = peer.requests
        asked = Order.model_validate(request.json)
        assert (request.path, asked.to) == ("/calls", LEAD)
        assert asked.seat is not None
        assert asked.seat.model_dump() == PLACE

    @pytest.mark.parametrize(
        ("verb", "body"),
        [
            ("hold", {"is_held": True, "wait_url": "https://x.example/w/"}),
            ("resume", {"is_held": False}),
            ("mute", {"is_muted": True}),
            ("unmute", {"is_muted": False}),
        ],
    )
    def test_a_place_is_changed_by_its_label(self, peer: Peer, verb: str, body: dict[str, object]) -> None:
        peer.replies(204, "")

        getattr(self.at(peer), verb)(SEAT)

        [request] = peer.requests
        assert (request.method, request.path, request.json) == ("PATCH", "/rooms/0190-room/lead-7", body)

    def test_a_call_that_still_rings_goes_nowhere_and_says_why(self, peer: Peer) -> None:
        peer.replies(409, {"error": "not_answered"})

        with pytest.raises(Rejected, match="nobody has answered the call yet"):
            self.at(peer).redirect(CALL_ID, "https://x.example/lead/")


def test_a_call_is_taken_into_the_room_behind_a_word() -> None:
    say, room = Deeds.model_validate_json(ADAPTER.join("One moment", SEAT).body).deeds

    assert (say.do, say.text) == ("say", "One moment")
    assert (room.do, room.then_url) == ("room", SEAT.done_url)
    assert room.seat is not None
    assert room.seat.model_dump() == PLACE


def test_a_seat_that_is_not_recorded_says_nothing_of_it() -> None:
    [room] = Deeds.model_validate_json(ADAPTER.join("", replace(SEAT, record_url="")).body).deeds

    assert room.seat is not None
    assert room.seat.record_url is None
    # A dialer of before there were recordings refuses a seat with a name that it does not know.
    assert b'"record_url":null' not in ADAPTER.join("", replace(SEAT, record_url="")).body


def test_an_offer_names_where_the_key_is_told() -> None:
    [offer] = Deeds.model_validate_json(ADAPTER.offer(OFFER).body).deeds

    assert (offer.do, offer.text, offer.url, offer.wait_seconds) == ("offer", OFFER.spoken, OFFER.accept_url, 8)


def test_what_no_dialer_sent_accepts_nothing() -> None:
    assert not ADAPTER.has_accepted(posted("Digits=1"))


def test_news_of_tomorrow_is_something_else() -> None:
    told = RoomTold(room="0190-room", event="whispered", occurred_at=NOON)

    assert ADAPTER.read_room(posted(told.model_dump_json())).event is RoomEvent.OTHER
