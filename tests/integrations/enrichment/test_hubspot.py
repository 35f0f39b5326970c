"""HubSpot as a teller of facts: the contract, and what is HubSpot's own."""

import pytest

from apps.integrations.enrichment.hubspot import Enrichment, Portal
from apps.integrations.http import Http
from tests.contracts.enrichment import PERSON, EnrichmentContract
from tests.contracts.peer import Peer

PROPERTIES = {"jobtitle": "Owner", "company": "Example HVAC", "numemployees": "12", "industry": "", "state": None}


class TestHubSpot(EnrichmentContract):
    def teller(self, url: str, http: Http) -> Enrichment:
        return Enrichment(Portal.model_validate({"access_token": "pat-1", "base_url": url}), http)

    def knows(self, peer: Peer) -> None:
        peer.replies(200, {"status": "COMPLETE", "results": [{"id": "1", "properties": PROPERTIES}]})

    def knows_nobody(self, peer: Peer) -> None:
        missing = {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "Could not get some CONTACT objects"}
        peer.replies(207, {"status": "COMPLETE", "results": [], "numErrors": 1, "errors": [missing]})

    def test_what_the_record_has_is_read(self, peer: Peer) -> None:
        self.knows(peer)

        assert self.at(peer).ask(PERSON).facts == {
            "job_title": "Owner",
            "company": "Example HVAC",
            "company_size": "12",
        }

    @pytest.mark.parametrize(
        ("version", "path"), [("v3", "/crm/v3/objects/contacts"), ("2026-03", "/crm/objects/2026-03/contacts")]
    )
    def test_no_address_of_a_person_stands_in_the_address(self, peer: Peer, version: str, path: str) -> None:
        self.knows(peer)
        settings = {"access_token": "pat-1", "base_url": peer.url, "api_version": version}

        Enrichment(Portal.model_validate(settings), Http(frozenset([peer.url]))).ask(PERSON)

        [request] = peer.requests
        assert (request.path, request.query) == (f"{path}/batch/read", {})
        assert request.json["inputs"] == [{"id": PERSON.email}]  # type: ignore[index]
