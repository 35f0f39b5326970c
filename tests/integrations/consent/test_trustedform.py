"""TrustedForm: the contract, and what is TrustedForm's own."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from apps.integrations.consent.base import Disproved
from apps.integrations.consent.trustedform import Account, Consent
from apps.integrations.errors import Unauthorized
from apps.integrations.http import Http
from tests.contracts.consent import CERTIFICATE, EVIDENCE, ConsentContract
from tests.contracts.peer import Peer

SAMPLES = Path(__file__).parents[2] / "samples"


class TestTrustedForm(ConsentContract):
    def keeper(self, url: str, http: Http) -> Consent:
        return Consent(Account.model_validate({"api_key": "key-1", "base_url": url}), http)

    def keeps_it(self, peer: Peer) -> None:
        peer.replies(200, (SAMPLES / "trustedform_v4_success_200.json").read_bytes())

    def objects(self, peer: Peer) -> None:
        peer.replies(200, (SAMPLES / "trustedform_v4_failure_200.json").read_bytes())

    def test_a_certificate_is_matched_and_retained_at_its_own_address(self, peer: Peer) -> None:
        self.keeps_it(peer)

        claim = self.at(peer).claim(EVIDENCE)

        [request] = peer.requests
        assert request.path == f"/{CERTIFICATE.rpartition('/')[2]}"
        assert request.headers["api-version"] == "4.0"
        assert base64.b64decode(request.headers["authorization"].removeprefix("Basic ")) == b"X:key-1"
        asked = orjson.loads(request.body)
        assert asked["match_lead"] == {"email": "jane.sample@example.com", "phone": "2025550143"}
        assert asked["retain"] == {"reference": "lead-0001", "vendor": "google-ads"}
        assert claim.expires_at == datetime(2031, 11, 22, 15, 26, tzinfo=UTC)

    def test_a_certificate_of_another_person_is_not_kept_for_this_one(self, peer: Peer) -> None:
        said = orjson.loads((SAMPLES / "trustedform_v4_success_200.json").read_bytes())
        said |= {"outcome": "failure", "reason": "No matches found"}
        said["match_lead"]["result"]["success"] = False
        peer.replies(200, said)

        claim = self.at(peer).claim(EVIDENCE)

        assert (claim.is_kept, claim.reason, claim.disproves) == (False, "No matches found", True)

    def test_a_check_that_did_not_pass_says_nothing_of_whose_it_is(self, peer: Peer) -> None:
        self.objects(peer)

        assert not self.at(peer).claim(EVIDENCE).disproves

    @pytest.mark.parametrize("status", [404, 410])
    def test_an_expired_certificate_is_final_and_proves_nothing(self, peer: Peer, status: int) -> None:
        peer.replies(status, (SAMPLES / "trustedform_v4_error_404.json").read_bytes())

        with pytest.raises(Disproved) as refusal:
            self.at(peer).claim(EVIDENCE)

        assert refusal.value.code == "expired"

    def test_an_unpaid_bill_is_the_teams_business(self, peer: Peer) -> None:
        peer.replies(402, {})

        with pytest.raises(Unauthorized):
            self.at(peer).claim(EVIDENCE)

    def test_a_key_that_is_let_in_is_seen_by_a_certificate_that_nobody_has(self, peer: Peer) -> None:
        peer.replies(404, (SAMPLES / "trustedform_v4_error_404.json").read_bytes())

        assert self.at(peer).check().endswith(".")
