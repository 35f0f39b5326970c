"""What every seller of numbers must do, whoever it is."""

from abc import abstractmethod

import pytest

from apps.integrations.errors import Unanswered, Unauthorized
from apps.integrations.http import Http
from apps.integrations.numbers.base import NumberOrder, Numbers, Offer, Owned

from .hurry import http_to
from .outcomes import OutcomeContract
from .peer import Peer

NUMBER = "+13055550181"
ORDER = NumberOrder(NUMBER, "Miami 1", "https://app.example.test/calls/", "https://app.example.test/ended/")


class NumbersContract(OutcomeContract):
    """Inherit it, make the seller, and script its answers."""

    @abstractmethod
    def seller(self, url: str, http: Http) -> Numbers: ...

    @abstractmethod
    def offers(self, peer: Peer) -> list[Offer]:
        """Script what a search finds, and return it in our words."""

    @abstractmethod
    def sells(self, peer: Peer) -> None:
        """Script the answer to an order that is taken."""

    @abstractmethod
    def has(self, peer: Peer, *numbers: str) -> str:
        """Script the listing of these numbers, and return the id of the first."""

    def ask(self, peer: Peer) -> object:
        self.at(peer).buy(ORDER)
        return None

    def at(self, peer: Peer) -> Numbers:
        return self.seller(peer.url, http_to(peer.url))

    def test_what_is_for_sale_comes_with_the_sellers_price(self, peer: Peer) -> None:
        offers = self.offers(peer)

        assert list(self.at(peer).search("305", country="US")) == offers
        assert all(each.price for each in offers)

    def test_an_order_is_sent_once(self, peer: Peer) -> None:
        self.sells(peer)

        self.at(peer).buy(ORDER)

        assert [each.method for each in peer.requests] == ["POST"]
        assert NUMBER.removeprefix("+") in peer.requests[0].body.decode()

    def test_a_number_is_known_by_its_id(self, peer: Peer) -> None:
        provider_id = self.has(peer, NUMBER)

        assert self.at(peer).owned(NUMBER) == Owned(provider_id, NUMBER)

    def test_a_number_that_only_looks_alike_is_another(self, peer: Peer) -> None:
        self.has(peer, f"{NUMBER}2")

        assert self.at(peer).owned(NUMBER) is None

    def test_a_listing_that_makes_no_sense_is_no_empty_listing(self, peer: Peer) -> None:
        peer.garbage()

        with pytest.raises(Unanswered):
            self.at(peer).owned(NUMBER)

    def test_what_was_given_back_before_is_given_back(self, peer: Peer) -> None:
        peer.replies(404, {"code": 20404})

        self.at(peer).release("PN1")

        assert [each.method for each in peer.requests] == ["DELETE"]

    def test_refused_credentials_are_said_to_be_so(self, peer: Peer) -> None:
        peer.replies(401, {"code": 20003})

        with pytest.raises(Unauthorized):
            self.at(peer).check()
