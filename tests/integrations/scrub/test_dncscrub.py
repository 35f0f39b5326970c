"""DNCScrub: the contract, and what is DNCScrub's own."""

from pathlib import Path

import orjson
import pytest

from apps.integrations.errors import Rejected
from apps.integrations.http import Http
from apps.integrations.scrub.base import Verdict
from apps.integrations.scrub.dncscrub import Account, Scrub
from tests.contracts.peer import Peer
from tests.contracts.scrub import QUESTION, ScrubContract

LISTED, CLEAN = orjson.loads((Path(__file__).parents[2] / "samples" / "dncscrub_200.json").read_bytes())
ACCOUNT = {"login_id": "login-1", "project": "ACME1"}


class TestDncScrub(ScrubContract):
    def service(self, url: str, http: Http) -> Scrub:
        return Scrub(Account.model_validate(ACCOUNT | {"base_url": url}), http)

    def clears(self, peer: Peer) -> None:
        peer.replies(200, [CLEAN | {"Phone": "2025550143"}])

    def lists(self, peer: Peer) -> None:
        peer.replies(200, [CLEAN, LISTED])

    def test_the_number_is_asked_for_in_the_body(self, peer: Peer) -> None:
        self.clears(peer)

        self.at(peer).ask(QUESTION)

        [request] = peer.requests
        assert (request.method, request.path, request.query) == ("POST", "/app/main/rpc/scrub", {})
        assert (request.headers["loginid"], request.headers["projid"]) == ("login-1", "ACME1")
        assert dict(request.form) == {"phoneList": "2025550143", "version": "5", "output": "json"}

    @pytest.mark.parametrize(
        ("code", "verdict"),
        [(code, Verdict.CLEAR) for code in "CWOE"] + [(code, Verdict.LISTED) for code in (*"DPLBIMXYFGHRV", "", "?")],
    )
    def test_a_code_that_nobody_knows_counts_as_do_not_call(self, peer: Peer, code: str, verdict: Verdict) -> None:
        peer.replies(200, [LISTED | {"ResultCode": code}])

        assert self.at(peer).ask(QUESTION).found[0].verdict is verdict

    def test_a_day_on_which_nobody_may_call_is_a_no(self, peer: Peer) -> None:
        peer.replies(200, [CLEAN | {"Phone": "2025550143", "DoNotCallToday": "Y"}])

        assert self.at(peer).ask(QUESTION).found[0].verdict is Verdict.LISTED

    def test_what_is_said_of_another_number_clears_nobody(self, peer: Peer) -> None:
        peer.replies(200, [CLEAN])

        with pytest.raises(Rejected):
            self.at(peer).ask(QUESTION)
