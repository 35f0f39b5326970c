"""What every carrier must do, whoever it is."""

from abc import abstractmethod
from datetime import UTC, datetime

import pytest

from apps.integrations.errors import BadSignature, Unanswered, Unauthorized, Unreadable
from apps.integrations.http import Http, Inbound
from apps.integrations.telephony.base import AnswerScript, CallOrder, Telephony

from .hurry import http_to
from .outcomes import LEAD, OutcomeContract
from .peer import Peer

OUR_NUMBER = "+12025550100"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CALLBACK_URL = "https://app.example.test/hooks/calls/tok_0001/status"
RECORD_URL = "https://app.example.test/hooks/calls/tok_0001/recording"
OF_RECORDINGS = ("read_recording", "fetch_recording", "delete_recording")
ORDER = CallOrder(
    to=LEAD,
    caller_id=OUR_NUMBER,
    answer_url="https://app.example.test/hooks/calls/tok_0001/answer",
    status_url=CALLBACK_URL,
    ring_seconds=21,
    most_seconds=333,
)


class TelephonyContract(OutcomeContract):
    """Inherit it, make the carrier, and script what it answers when it has taken a call or knows of none."""

    @abstractmethod
    def carrier(self, url: str, http: Http) -> Telephony: ...

    @abstractmethod
    def takes_the_call(self, peer: Peer) -> str:
        """Script the answer to a call that is taken, and return the id in it."""

    @abstractmethod
    def knows_no_call(self, peer: Peer) -> None:
        """Script an empty listing."""

    def ask(self, peer: Peer) -> object:
        return self.at(peer).place(ORDER)

    def at(self, peer: Peer) -> Telephony:
        return self.carrier(peer.url, http_to(peer.url))

    def test_a_taken_call_is_asked_for_once_and_known_by_its_id(self, peer: Peer) -> None:
        provider_id = self.takes_the_call(peer)

        placed = self.at(peer).place(ORDER)

        assert placed.provider_id == provider_id
        assert not placed.status.is_final
        assert len(peer.requests) == 1

    def test_who_says_that_it_records_does_and_brings_it_home(self, peer: Peer) -> None:
        carrier = self.at(peer)
        wanted = AnswerScript("Hello", rep_phone="+12025550110", record_url=RECORD_URL)

        document = carrier.answer(wanted).body.decode()

        own = [getattr(type(carrier), name) is not getattr(Telephony, name) for name in OF_RECORDINGS]
        assert (RECORD_URL in document) is carrier.records
        assert all(own) or not carrier.records

    def test_who_rings_the_rep_first_tells_at_one_address_and_nobody_else_does(self, peer: Peer) -> None:
        kind = type(self.at(peer))

        assert (kind.read_account is not Telephony.read_account) is kind.rings_rep_first

    def test_a_carrier_without_such_a_call_finds_none(self, peer: Peer) -> None:
        self.knows_no_call(peer)

        assert list(self.at(peer).find(ORDER, since=NOON)) == []

    def test_a_listing_that_makes_no_sense_is_no_empty_listing(self, peer: Peer) -> None:
        peer.garbage()

        with pytest.raises(Unanswered):
            self.at(peer).find(ORDER, since=NOON)

    def test_a_call_that_is_gone_needs_no_hanging_up(self, peer: Peer) -> None:
        peer.replies(404, "no such call")

        self.at(peer).hang_up("any-id")

        assert peer.requests

    def test_a_check_with_wrong_credentials_says_so(self, peer: Peer) -> None:
        peer.replies(401, "who are you?")

        with pytest.raises(Unauthorized):
            self.at(peer).check()

    def test_unsigned_news_is_not_believed(self, peer: Peer) -> None:
        request = Inbound("POST", CALLBACK_URL, {}, b"a=1", (("a", "1"),))

        with pytest.raises(BadSignature):
            self.at(peer).verify(request)

    @pytest.mark.parametrize("body", [b"", b"{}", b"\xff\x00", b"a=1"])
    def test_news_that_makes_no_sense_is_kept_for_an_operator(self, peer: Peer, body: bytes) -> None:
        request = Inbound("POST", CALLBACK_URL, {}, body, (("a", "1"),))

        with pytest.raises(Unreadable):
            self.at(peer).read_call(request)

    def test_every_document_has_a_body_and_a_type(self, peer: Peer) -> None:
        carrier = self.at(peer)

        documents = [
            carrier.answer(AnswerScript("Hello <Ada> & co", rep_phone="+12025550110")),
            carrier.whisper("A lead is waiting"),
            carrier.refuse_call(),
        ]

        assert all(document.body and document.content_type for document in documents)
        assert not peer.requests
