"""What every carrier's conference rooms must do, whoever it is."""

from abc import abstractmethod
from urllib.parse import unquote

import pytest

from apps.integrations.errors import Rejected, Unreadable
from apps.integrations.http import Http, Inbound
from apps.integrations.telephony.base import Offer, RoomEvent, Rooms, Seat

from .hurry import http_to
from .outcomes import OutcomeContract
from .peer import Peer
from .telephony import ORDER

SEAT = Seat(
    "0190-room",
    "lead-7",
    wait_url="https://x.example/w/",
    news_url="https://x.example/n/",
    done_url="https://x.example/d/",
    ends_room=True,
    record_url="https://x.example/r/",
    once_told=True,
)
OFFER = Offer("Dana wants a quote. Press 1.", "https://x.example/a/")
CALL_ID = "CA00000000000000000000000000000001"


class RoomsContract(OutcomeContract):
    """Inherit it, make the rooms, and script what the carrier answers."""

    @abstractmethod
    def rooms(self, url: str, http: Http) -> Rooms: ...

    @abstractmethod
    def takes_the_call(self, peer: Peer) -> str:
        """Script the answer to a call into a room, and return the id in it."""

    @abstractmethod
    def does_as_asked(self, peer: Peer) -> None:
        """Script the answers to a change of somebody's place in a room that is open."""

    @abstractmethod
    def room_is_over(self, peer: Peer) -> None:
        """Script the answers to the same where the room is over."""

    @abstractmethod
    def goes_elsewhere(self, peer: Peer) -> None:
        """Script the answer to a call that is sent elsewhere."""

    @abstractmethod
    def call_is_over(self, peer: Peer) -> None:
        """Script the answer to one that has ended."""

    @abstractmethod
    def pressed(self, key: str) -> Inbound:
        """The request to `accept_url` of whoever has pressed this."""

    @abstractmethod
    def happened(self, event: RoomEvent) -> Inbound:
        """The request to `news_url` about `rep-7-1` in the room `0190-room`."""

    def ask(self, peer: Peer) -> object:
        return self.at(peer).call(ORDER, SEAT)

    def at(self, peer: Peer) -> Rooms:
        return self.rooms(peer.url, http_to(peer.url))

    def test_somebody_is_called_once_and_known_by_the_calls_id(self, peer: Peer) -> None:
        provider_id = self.takes_the_call(peer)

        placed = self.at(peer).call(ORDER, SEAT)

        assert placed.provider_id == provider_id
        assert not placed.status.is_final
        assert len(peer.requests) == 1

    @pytest.mark.parametrize("verb", ["hold", "resume", "mute", "unmute", "remove"])
    def test_a_place_in_an_open_room_is_changed(self, peer: Peer, verb: str) -> None:
        self.does_as_asked(peer)

        getattr(self.at(peer), verb)(SEAT)

        assert peer.requests

    @pytest.mark.parametrize("verb", ["hold", "resume", "mute", "unmute"])
    def test_in_a_room_that_is_over_nothing_is_changed(self, peer: Peer, verb: str) -> None:
        self.room_is_over(peer)

        with pytest.raises(Rejected):
            getattr(self.at(peer), verb)(SEAT)

    def test_who_has_left_need_not_be_removed(self, peer: Peer) -> None:
        self.room_is_over(peer)

        self.at(peer).remove(SEAT)

        assert peer.requests

    def test_a_call_is_sent_elsewhere_by_one_request(self, peer: Peer) -> None:
        self.goes_elsewhere(peer)

        self.at(peer).redirect(CALL_ID, "https://x.example/lead/")

        assert len(peer.requests) == 1

    def test_a_call_that_is_over_goes_nowhere(self, peer: Peer) -> None:
        self.call_is_over(peer)

        with pytest.raises(Rejected):
            self.at(peer).redirect(CALL_ID, "https://x.example/lead/")

    @pytest.mark.parametrize(("key", "has"), [("1", True), ("2", False), ("", False), ("11", False)])
    def test_only_a_one_accepts(self, peer: Peer, key: str, has: bool) -> None:
        assert self.at(peer).has_accepted(self.pressed(key)) is has

    @pytest.mark.parametrize("event", [event for event in RoomEvent if event is not RoomEvent.OTHER])
    def test_what_happens_in_a_room_is_read_in_our_words(self, peer: Peer, event: RoomEvent) -> None:
        read = self.at(peer).read_room(self.happened(event))

        assert (read.room, read.event, read.label) == ("0190-room", event, "rep-7-1")
        assert read.occurred_at

    def test_a_seat_that_is_recorded_says_whom_to_tell(self, peer: Peer) -> None:
        self.takes_the_call(peer)

        document = self.at(peer).join("Hi", SEAT)
        self.at(peer).call(ORDER, SEAT)

        assert SEAT.record_url in document.body.decode()
        assert SEAT.record_url in unquote(peer.requests[0].body.decode())

    def test_news_of_no_room_is_unreadable(self, peer: Peer) -> None:
        request = Inbound("POST", "https://x.example/n/", {}, b'{"event": "joined"}', (("event", "joined"),))

        with pytest.raises(Unreadable):
            self.at(peer).read_room(request)

    def test_every_document_has_a_body_and_a_type(self, peer: Peer) -> None:
        rooms = self.at(peer)

        documents = [rooms.join("One moment, <Dana>", SEAT), rooms.join("", SEAT), rooms.offer(OFFER), rooms.wait("Hi")]

        assert all(document.body and document.content_type for document in documents)
        assert not peer.requests
