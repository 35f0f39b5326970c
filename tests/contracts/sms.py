"""What every text messaging vendor must do, whoever it is."""

from abc import abstractmethod
from datetime import UTC, datetime

import pytest

from apps.integrations.errors import BadSignature, Unanswered, Unauthorized, Unreadable
from apps.integrations.http import Http, Inbound
from apps.integrations.sms.base import Sms, TextOrder

from .hurry import http_to
from .outcomes import LEAD, OutcomeContract
from .peer import Peer

OUR_NUMBER = "+12025550100"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CALLBACK_URL = "https://app.example.test/hooks/texts/tok_0001/status"
ORDER = TextOrder(to=LEAD, sender=OUR_NUMBER, body="Hi Jane, it's Example HVAC & Söhne.", status_url=CALLBACK_URL)


class SmsContract(OutcomeContract):
    """Inherit it, make the vendor, and script what it answers when it has taken a text or knows of none."""

    @abstractmethod
    def vendor(self, url: str, http: Http) -> Sms: ...

    @abstractmethod
    def takes_the_text(self, peer: Peer) -> str:
        """Script the answer to a message that is taken, and return the id in it."""

    @abstractmethod
    def knows_no_text(self, peer: Peer) -> None:
        """Script an empty listing."""

    def ask(self, peer: Peer) -> object:
        return self.at(peer).send(ORDER)

    def at(self, peer: Peer) -> Sms:
        return self.vendor(peer.url, http_to(peer.url))

    def test_a_taken_text_is_asked_for_once_and_known_by_its_id(self, peer: Peer) -> None:
        provider_id = self.takes_the_text(peer)

        sent = self.at(peer).send(ORDER)

        assert sent.provider_id == provider_id
        assert not sent.status.is_final
        assert len(peer.requests) == 1

    def test_a_vendor_that_sends_once_is_given_one_key(self, peer: Peer) -> None:
        vendor = self.at(peer)

        for _ in range(2):
            self.takes_the_text(peer)
            vendor.send(ORDER)

        keys = {request.headers.get("idempotency-key") for request in peer.requests}
        assert (len(keys), keys != {None}) == (1, vendor.sends_once)

    def test_a_vendor_without_such_a_text_finds_none(self, peer: Peer) -> None:
        self.knows_no_text(peer)

        assert list(self.at(peer).find(ORDER, since=NOON)) == []

    def test_a_listing_that_makes_no_sense_is_no_empty_listing(self, peer: Peer) -> None:
        peer.garbage()

        with pytest.raises(Unanswered):
            self.at(peer).find(ORDER, since=NOON)

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
            self.at(peer).read_status(request)
        with pytest.raises(Unreadable):
            self.at(peer).read_reply(request)

    def test_every_acknowledgement_has_a_type(self, peer: Peer) -> None:
        vendor = self.at(peer)

        documents = [vendor.acknowledge(), vendor.acknowledge("Thanks & bye <3")]

        assert all(document.status < 300 and document.content_type for document in documents)
        assert not peer.requests
