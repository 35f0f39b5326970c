"""What a CRM must do that has a place for calls that are over: one of ours is there once, however often it is told."""

from abc import abstractmethod

import pytest

from apps.integrations.crm.base import Gone, Record
from apps.integrations.errors import ProviderError, Rejected, Unanswered, Unauthorized, Unavailable

from .crm import TALK, CrmContract
from .peer import Peer, Received


class TalkContract(CrmContract):
    """For a CRM that has a place for calls that are over. Inherit it beside `OptOutContract`."""

    @abstractmethod
    def notes_a_talk(self, peer: Peer) -> str:
        """Script the answers to a call that is noted for the first time, and return the id in them."""

    @abstractmethod
    def knows_the_talk(self, peer: Peer) -> str:
        """Script the answers to a call that was noted before, and return its id."""

    @abstractmethod
    def is_making_one(self, request: Received) -> bool:
        """Whether this request would make a second one of a call that is there."""

    @abstractmethod
    def lost_the_record(self, peer: Peer) -> None:
        """Script the answer to a call that is to be noted on a record that was deleted."""

    def tell(self, peer: Peer, record_id: str = "7") -> str:
        return self.at(peer).note_conversation(Record(record_id, "lead"), TALK)

    def told(self, peer: Peer) -> str:
        return "\n".join(f"{each.path} {each.body.decode()}" for each in peer.requests)

    def test_a_talk_is_noted_with_all_that_came_of_it(self, peer: Peer) -> None:
        noted_id = self.notes_a_talk(peer)

        assert self.tell(peer) == noted_id

        told = self.told(peer)
        known = (
            "Booked an appointment",
            "80",
            "own the house?",
            "180",
            TALK.id,
            TALK.page_url,
            "2026-11-24",
            "0:03 Lead",
        )
        assert [part for part in known if part not in told] == []

    def test_a_talk_that_was_noted_stays_as_it_is(self, peer: Peer) -> None:
        noted_id = self.knows_the_talk(peer)

        assert self.tell(peer) == noted_id
        assert [each for each in peer.requests if self.is_making_one(each)] == []

    def test_a_talk_makes_no_new_record(self, peer: Peer) -> None:
        self.lost_the_record(peer)

        with pytest.raises(Gone):
            self.tell(peer, "00QGONE0000000001A")

    def test_a_talks_record_can_not_leave_its_place(self, peer: Peer) -> None:
        self.lost_the_record(peer)

        with pytest.raises(Gone):
            self.tell(peer, "../../admin?x=1")

        assert [each.path for each in peer.requests if "/../" in each.path] == []

    @pytest.mark.parametrize(
        ("status", "remedy"),
        [
            *((status, Unanswered) for status in (200, 500, 503)),
            *((status, Unauthorized) for status in (401, 403)),
            *((status, Rejected) for status in (400, 422)),
            (429, Unavailable),
        ],
    )
    def test_a_talk_that_is_refused_says_what_to_do(self, peer: Peer, status: int, remedy: type[ProviderError]) -> None:
        peer.replies(status, "no")

        with pytest.raises(ProviderError) as refusal:
            self.tell(peer)

        assert type(refusal.value) is remedy

    def test_a_talk_met_by_silence_may_have_been_noted(self, peer: Peer) -> None:
        peer.hang()

        with pytest.raises(Unanswered):
            self.tell(peer)
