"""TCPA Litigator List: the contract, and what is its own."""

from pathlib import Path

import pytest

from apps.integrations.http import Http
from apps.integrations.scrub.base import Verdict
from apps.integrations.scrub.tcpalitigatorlist import Account, Scrub
from tests.contracts.peer import Peer
from tests.contracts.scrub import QUESTION, ScrubContract

SAMPLE = Path(__file__).parents[2] / "samples" / "tcpalitigatorlist_200.json"


class TestTcpaLitigatorList(ScrubContract):
    def service(self, url: str, http: Http) -> Scrub:
        return Scrub(Account.model_validate({"user": "u", "password": "p", "base_url": url}), http)

    def clears(self, peer: Peer) -> None:
        peer.replies(200, {"clean": {"2025550143": {}}, "match": {}})

    def lists(self, peer: Peer) -> None:
        peer.replies(200, SAMPLE.read_bytes())

    def test_the_number_is_asked_for_in_the_body(self, peer: Peer) -> None:
        self.clears(peer)

        self.at(peer).ask(QUESTION)

        [request] = peer.requests
        assert (request.path, request.query) == ("/scrub/phone/", {})
        assert dict(request.form) == {"type": "tcpa", "phone_number": "2025550143"}
        assert request.headers["authorization"].startswith("Basic ")

    @pytest.mark.parametrize(("match", "verdict"), [([], Verdict.CLEAR), ([{"type": "tcpa"}], Verdict.LISTED)])
    def test_an_empty_match_may_be_a_list(self, peer: Peer, match: object, verdict: Verdict) -> None:
        peer.replies(200, {"clean": [], "match": match})

        assert self.at(peer).ask(QUESTION).found[0].verdict is verdict
