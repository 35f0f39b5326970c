"""People Data Labs: the contract, and what is their own."""

from pathlib import Path

import orjson
import pytest

from apps.integrations.enrichment.peopledatalabs import Account, Enrichment
from apps.integrations.errors import Rejected, Unauthorized
from apps.integrations.http import Http
from tests.contracts.enrichment import PERSON, EnrichmentContract
from tests.contracts.peer import Peer

SAMPLES = Path(__file__).parents[2] / "samples"


class TestPeopleDataLabs(EnrichmentContract):
    def teller(self, url: str, http: Http) -> Enrichment:
        return Enrichment(Account.model_validate({"api_key": "key-1", "base_url": url}), http)

    def knows(self, peer: Peer) -> None:
        peer.replies(200, (SAMPLES / "pdl_200.json").read_bytes())

    def knows_nobody(self, peer: Peer) -> None:
        peer.replies(404, (SAMPLES / "pdl_404.json").read_bytes())

    def test_the_key_stands_in_a_header_alone(self, peer: Peer) -> None:
        self.knows(peer)

        self.at(peer).ask(PERSON)

        [request] = peer.requests
        assert request.headers["x-api-key"] == "key-1"
        assert request.query == {"email": PERSON.email, "phone": PERSON.phone, "min_likelihood": "6"}

    def test_work_is_read(self, peer: Peer) -> None:
        self.knows(peer)

        assert self.at(peer).ask(PERSON).facts == {
            "job_title": "owner",
            "company": "example hvac",
            "company_domain": "example.com",
            "company_size": "11",
            "location": "district of columbia",
        }

    def test_whom_they_do_not_know_is_not_billed(self, peer: Peer) -> None:
        self.knows_nobody(peer)

        answer = self.at(peer).ask(PERSON)

        assert (answer.facts, answer.is_billed) == ({}, False)

    def test_a_404_of_somebody_else_is_no_answer(self, peer: Peer) -> None:
        peer.replies(404, {"error": {"type": "no_route"}})

        with pytest.raises(Rejected):
            self.at(peer).ask(PERSON)

    def test_spent_credits_are_the_teams_business(self, peer: Peer) -> None:
        peer.replies(402, {"error": {"type": "payment_required"}})

        with pytest.raises(Unauthorized):
            self.at(peer).ask(PERSON)

    @pytest.mark.parametrize("size", [None, "", "many"])
    def test_a_size_that_is_none_is_no_fact(self, peer: Peer, size: str | None) -> None:
        said = orjson.loads((SAMPLES / "pdl_200.json").read_bytes())
        said["data"]["job_company_size"] = size
        peer.replies(200, said)

        assert "company_size" not in self.at(peer).ask(PERSON).facts
