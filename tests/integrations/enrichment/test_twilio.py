"""Twilio Lookup: the contract, and what is Twilio's own."""

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from apps.integrations.enrichment.twilio import Enrichment, Wanted
from apps.integrations.errors import Unauthorized
from apps.integrations.http import Http
from tests.contracts.enrichment import PERSON, EnrichmentContract
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer
from tests.integrations.twilio_side import ACCOUNT

SAMPLES = Path(__file__).parents[2] / "samples"
FOUND = (SAMPLES / "twilio_lookup_200.json").read_bytes()
ALL = {"line_type": True, "caller_name": True, "sms_risk": True, "reassigned": True}


class TestTwilio(EnrichmentContract):
    def teller(self, url: str, http: Http) -> Enrichment:
        return Enrichment(Wanted.model_validate(ACCOUNT | ALL | {"base_url": url}), http)

    def knows(self, peer: Peer) -> None:
        peer.replies(200, FOUND)

    def knows_nobody(self, peer: Peer) -> None:
        peer.replies(200, (SAMPLES / "twilio_lookup_invalid_200.json").read_bytes())

    def test_line_carrier_and_caller_are_read(self, peer: Peer) -> None:
        self.knows(peer)

        assert self.at(peer).ask(PERSON).facts == {
            "number_valid": "yes",
            "line_type": "mobile",
            "carrier": "Example Mobile",
            "caller_name": "SAMPLE JANE",
            "caller_type": "consumer",
        }

    def test_all_that_is_wanted_is_asked_in_one_request(self, peer: Peer) -> None:
        self.knows(peer)

        self.at(peer).ask(PERSON)

        [request] = peer.requests
        assert request.path == "/v2/PhoneNumbers/+12025550143"
        assert request.query == {
            "Fields": "line_type_intelligence,caller_name,sms_pumping_risk,reassigned_number",
            "LastVerifiedDate": "20260101",
        }
        assert request.headers["authorization"].startswith("Basic ")

    def test_what_is_not_wanted_is_not_paid_for(self, peer: Peer) -> None:
        self.knows(peer)
        usual = Wanted.model_validate(ACCOUNT | {"base_url": peer.url})

        Enrichment(usual, http_to(peer.url)).ask(PERSON)

        assert peer.requests[0].query == {"Fields": "line_type_intelligence"}

    def test_without_a_day_of_consent_nobody_asks_for_a_new_owner(self, peer: Peer) -> None:
        self.knows(peer)

        self.at(peer).ask(replace(PERSON, agreed_on=None))

        assert "reassigned_number" not in peer.requests[0].query["Fields"]

    def test_an_error_within_and_no_data_are_no_facts(self, peer: Peer) -> None:
        peer.replies(200, (SAMPLES / "twilio_lookup_landline_partial_200.json").read_bytes())

        assert self.at(peer).ask(PERSON).facts == {"number_valid": "yes"}

    def test_a_number_that_can_not_be_is_not_billed(self, peer: Peer) -> None:
        self.knows_nobody(peer)

        answer = self.at(peer).ask(PERSON)

        assert (answer.facts, answer.is_billed) == ({"number_valid": "no"}, False)

    @pytest.mark.parametrize(
        ("theirs", "ours"), [("nonFixedVoip", "app"), ("fixedVoip", "voip"), ("pager", "other"), ("unknown", None)]
    )
    def test_line_types_have_the_houses_names(self, peer: Peer, theirs: str, ours: str | None) -> None:
        said = orjson.loads(FOUND)
        said["line_type_intelligence"]["type"] = theirs
        peer.replies(200, said)

        assert self.at(peer).ask(PERSON).facts.get("line_type") == ours

    def test_risk_and_a_new_owner_are_read(self, peer: Peer) -> None:
        risk, owner = {"sms_pumping_risk_score": 75}, {"is_number_reassigned": "yes"}
        peer.replies(200, orjson.loads(FOUND) | {"sms_pumping_risk": risk, "reassigned_number": owner})

        facts = self.at(peer).ask(PERSON).facts

        assert (facts["sms_risk"], facts["reassigned"]) == ("75", "yes")

    def test_twilios_code_says_that_the_account_is_refused(self, peer: Peer) -> None:
        peer.replies(400, {"code": 20003, "message": "Authenticate"})

        with pytest.raises(Unauthorized):
            self.at(peer).ask(PERSON)
