"""NumVerify: the contract, and what is NumVerify's own."""

from pathlib import Path

import pytest

from apps.integrations.enrichment.numverify import Account, Enrichment
from apps.integrations.errors import ProviderError, Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http
from tests.contracts.enrichment import PERSON, EnrichmentContract
from tests.contracts.peer import Peer

SAMPLES = Path(__file__).parents[2] / "samples"


class TestNumVerify(EnrichmentContract):
    def teller(self, url: str, http: Http) -> Enrichment:
        return Enrichment(Account.model_validate({"access_key": "key-1", "base_url": url}), http)

    def knows(self, peer: Peer) -> None:
        peer.replies(200, (SAMPLES / "numverify_200.json").read_bytes())

    def knows_nobody(self, peer: Peer) -> None:
        peer.replies(200, {"valid": False, "number": "1", "carrier": "", "location": "", "line_type": None})

    def test_line_carrier_and_place_are_read(self, peer: Peer) -> None:
        self.knows(peer)

        facts = self.at(peer).ask(PERSON).facts

        assert facts == {
            "number_valid": "yes",
            "line_type": "mobile",
            "carrier": "Example Mobile LLC",
            "location": "Washington",
        }
        [request] = peer.requests
        assert (request.path, request.query) == (
            "/numverify/validate",
            {"access_key": "key-1", "number": "12025550143"},
        )

    @pytest.mark.parametrize(
        ("code", "remedy"),
        [(101, Unauthorized), (104, Unavailable), (210, Rejected), (211, Rejected), (999, Unanswered)],
    )
    def test_errors_with_status_200_are_told_apart(self, peer: Peer, code: int, remedy: type[ProviderError]) -> None:
        peer.replies(200, {"success": False, "error": {"code": code, "type": "t", "info": "i"}})

        with pytest.raises(remedy) as refusal:
            self.at(peer).ask(PERSON)

        assert refusal.value.code == str(code)

    def test_a_quota_that_is_spent_is_tried_again_in_an_hour(self, peer: Peer) -> None:
        peer.replies(200, (SAMPLES / "numverify_error_200.json").read_bytes())

        with pytest.raises(Unavailable) as refusal:
            self.at(peer).ask(PERSON)

        assert refusal.value.retry_after_seconds == 3600
