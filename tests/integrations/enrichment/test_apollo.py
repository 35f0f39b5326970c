"""Apollo: the contract, and what is Apollo's own."""

from pathlib import Path

import pytest

from apps.integrations.enrichment.apollo import Account, Enrichment
from apps.integrations.errors import Rejected
from apps.integrations.http import Http
from tests.contracts.enrichment import PERSON, EnrichmentContract
from tests.contracts.peer import Peer

SAMPLES = Path(__file__).parents[2] / "samples"


class TestApollo(EnrichmentContract):
    def teller(self, url: str, http: Http) -> Enrichment:
        return Enrichment(Account.model_validate({"api_key": "key-1", "base_url": url}), http)

    def knows(self, peer: Peer) -> None:
        peer.replies(200, (SAMPLES / "apollo_match_200.json").read_bytes())

    def knows_nobody(self, peer: Peer) -> None:
        peer.replies(200, (SAMPLES / "apollo_match_none_200.json").read_bytes())

    def accepts(self, peer: Peer) -> None:
        peer.replies(200, {"healthy": True, "is_logged_in": True})

    def test_work_is_read(self, peer: Peer) -> None:
        self.knows(peer)

        assert self.at(peer).ask(PERSON).facts == {
            "job_title": "Owner",
            "seniority": "owner",
            "company": "Example HVAC",
            "company_domain": "example.com",
            "company_size": "12",
            "profile": "http://www.linkedin.com/in/fake",
        }

    def test_numbers_that_cost_eight_credits_are_not_asked_for(self, peer: Peer) -> None:
        self.knows(peer)

        self.at(peer).ask(PERSON)

        [request] = peer.requests
        assert (request.method, request.path, request.query) == ("POST", "/api/v1/people/match", {})
        assert request.headers["x-api-key"] == "key-1"
        assert request.json == {
            "email": PERSON.email,
            "first_name": "Jane",
            "last_name": "Sample",
            "organization_name": "Example HVAC",
            "reveal_personal_emails": False,
            "reveal_phone_number": False,
        }

    def test_whom_they_do_not_know_is_not_billed(self, peer: Peer) -> None:
        self.knows_nobody(peer)

        assert not self.at(peer).ask(PERSON).is_billed

    def test_a_check_sees_a_key_that_logs_nobody_in(self, peer: Peer) -> None:
        peer.replies(200, {"healthy": True, "is_logged_in": False})

        with pytest.raises(Rejected):
            self.at(peer).check()
