"""Twilio as a seller of numbers: the contract, and what is Twilio's own."""

import pytest

from apps.integrations.errors import Rejected
from apps.integrations.http import Http
from apps.integrations.numbers.base import Offer
from apps.integrations.numbers.twilio import Numbers
from tests.contracts.numbers import NUMBER, ORDER, NumbersContract
from tests.contracts.peer import Peer
from tests.integrations.twilio_side import ACCOUNT, API

FOUND = {"phone_number": NUMBER, "locality": "Miami", "region": "FL"}
PRICES = {"phone_number_prices": [{"number_type": "local", "current_price": "1.15"}], "price_unit": "usd"}


class TestTwilio(NumbersContract):
    def seller(self, url: str, http: Http) -> Numbers:
        return Numbers(Numbers.Settings.model_validate({**ACCOUNT, "base_url": f"{url}/twilio"}), http)

    def offers(self, peer: Peer) -> list[Offer]:
        peer.replies(200, {"available_phone_numbers": [FOUND], "uri": "/x"})
        peer.replies(200, PRICES)
        return [Offer(NUMBER, "Miami FL", "1.15 USD a month")]

    def sells(self, peer: Peer) -> None:
        peer.replies(201, {"sid": "PN1", "phone_number": NUMBER})

    def has(self, peer: Peer, *numbers: str) -> str:
        listed = [{"sid": f"PN{nth}", "phone_number": number} for nth, number in enumerate(numbers)]
        page = {"page": 0, "page_size": 50, "uri": "/x", "next_page_uri": None}
        peer.replies(200, {"incoming_phone_numbers": listed, **page})
        return "PN0"

    def test_the_number_is_bought_with_where_its_calls_go(self, peer: Peer) -> None:
        self.sells(peer)

        self.at(peer).buy(ORDER)

        [request] = peer.requests
        assert request.path == f"/twilio{API}/IncomingPhoneNumbers.json"
        assert dict(request.form) == {
            "PhoneNumber": NUMBER,
            "FriendlyName": "Miami 1",
            "VoiceUrl": "https://app.example.test/calls/",
            "StatusCallback": "https://app.example.test/ended/",
        }

    def test_an_offer_without_a_price_is_an_offer(self, peer: Peer) -> None:
        peer.replies(200, {"available_phone_numbers": [FOUND], "uri": "/x"})
        peer.replies(500)

        assert list(self.at(peer).search("305", country="US")) == [Offer(NUMBER, "Miami FL", "")]

    def test_a_number_that_somebody_else_was_quicker_to_buy_is_refused_in_words(self, peer: Peer) -> None:
        peer.replies(400, {"code": 21422})

        with pytest.raises(Rejected, match="Somebody else has bought this number"):
            self.at(peer).buy(ORDER)
