"""Jornaya: the contract, and what is Jornaya's own."""

from pathlib import Path

import orjson
import pytest

from apps.integrations.consent.jornaya import Account, Consent
from apps.integrations.http import Http
from tests.contracts.consent import EVIDENCE, TOKEN, ConsentContract
from tests.contracts.peer import Peer

SAMPLES = Path(__file__).parents[2] / "samples"
ACCOUNT = {"account": "LAC-1", "profile": "LAK-1", "provider": "LPC-1", "bearer": "token-1"}


class TestJornaya(ConsentContract):
    def keeper(self, url: str, http: Http) -> Consent:
        return Consent(Account.model_validate(ACCOUNT | {"base_url": url}), http)

    def keeps_it(self, peer: Peer) -> None:
        peer.replies(200, (SAMPLES / "jornaya_audit_ok_200.json").read_bytes())

    def objects(self, peer: Peer) -> None:
        peer.replies(200, (SAMPLES / "jornaya_audit_expired_200.json").read_bytes())

    def test_a_token_is_audited_with_the_leads_details_in_the_body(self, peer: Peer) -> None:
        self.keeps_it(peer)

        self.at(peer).claim(EVIDENCE)

        [request] = peer.requests
        assert (request.path, request.headers["authorization"]) == ("/SingleQuery", "Bearer token-1")
        assert dict(request.form) == {
            "lac": "LAC-1",
            "lak": "LAK-1",
            "lpc": "LPC-1",
            "id": TOKEN,
            "data": "email|Jane.Sample@example.com;phone1|2025550143",
            "recordid": "lead-0001",
            "format": "json",
        }

    @pytest.mark.parametrize(("reason", "disproves"), [(1, True), (2, False), (3, True), (4, True), (99, True)])
    def test_every_failure_is_an_answer_with_status_200(self, peer: Peer, reason: int, disproves: bool) -> None:
        peer.replies(200, {"audit": {"authentic": 0, "reason": reason}})

        claim = self.at(peer).claim(EVIDENCE)

        assert (claim.is_kept, claim.disproves) == (False, disproves)

    def test_a_red_verdict_is_not_kept(self, peer: Peer) -> None:
        said = orjson.loads((SAMPLES / "jornaya_audit_ok_200.json").read_bytes())
        said["audit"]["result"] = 3
        peer.replies(200, said)

        assert self.at(peer).claim(EVIDENCE).reason == "the audit's verdict is red"

    def test_a_check_uses_up_no_lookup(self, peer: Peer) -> None:
        self.objects(peer)

        self.at(peer).check()

        assert [each.path for each in peer.requests] == ["/Authenticate"]
