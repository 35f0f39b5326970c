"""Telnyx as a seller of numbers: the contract, and what is Telnyx's own."""

from apps.integrations.http import Http
from apps.integrations.numbers.base import Offer
from apps.integrations.numbers.telnyx import Account, Numbers
from tests.contracts.numbers import NUMBER, ORDER, NumbersContract
from tests.contracts.peer import Peer

COST = {"monthly_cost": "1.00000", "upfront_cost": "0.50000", "currency": "USD"}


class TestTelnyx(NumbersContract):
    def seller(self, url: str, http: Http) -> Numbers:
        return Numbers(Account.model_validate({"api_key": "KEY-1234", "connection_id": "77", "base_url": url}), http)

    def offers(self, peer: Peer) -> list[Offer]:
        region = [{"region_type": "rate_center", "region_name": "MIAMI"}]
        found = {"phone_number": NUMBER, "region_information": region, "cost_information": COST}
        peer.replies(200, {"data": [found]})
        return [Offer(NUMBER, "MIAMI", "1.00000 USD a month, 0.50000 once")]

    def sells(self, peer: Peer) -> None:
        peer.replies(200, {"data": {"id": "order-1", "status": "pending"}})

    def has(self, peer: Peer, *numbers: str) -> str:
        peer.replies(200, {"data": [{"id": f"id-{n}", "phone_number": number} for n, number in enumerate(numbers)]})
        return "id-0"

    def test_the_number_is_given_to_the_connection(self, peer: Peer) -> None:
        self.sells(peer)

        self.at(peer).buy(ORDER)

        [request] = peer.requests
        assert (request.path, request.headers["authorization"]) == ("/number_orders", "Bearer KEY-1234")
        assert request.json == {"phone_numbers": [{"phone_number": NUMBER}], "connection_id": "77"}

    def test_the_search_names_country_and_area(self, peer: Peer) -> None:
        self.offers(peer)

        self.at(peer).search("305", country="US")

        assert peer.requests[0].query == {
            "filter[country_code]": "US",
            "filter[national_destination_code]": "305",
            "filter[features][]": "voice",
            "filter[limit]": "20",
        }
