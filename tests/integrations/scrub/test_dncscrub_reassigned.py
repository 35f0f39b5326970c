"""DNC.com's reassigned numbers: the contract, and what is its own."""

from datetime import date
from pathlib import Path

from apps.integrations.http import Http
from apps.integrations.scrub.base import Question, Verdict
from apps.integrations.scrub.dncscrub_reassigned import Account, Scrub
from tests.contracts.peer import Peer
from tests.contracts.scrub import QUESTION, ScrubContract

SAMPLE = Path(__file__).parents[2] / "samples" / "dncscrub_rnd_200.json"


class TestReassigned(ScrubContract):
    def service(self, url: str, http: Http) -> Scrub:
        return Scrub(Account.model_validate({"login_id": "login-1", "base_url": url}), http)

    def clears(self, peer: Peer) -> None:
        peer.replies(200, SAMPLE.read_bytes())

    def lists(self, peer: Peer) -> None:
        peer.replies(200, {"PhoneNumber": "2025550143", "IsReassigned": True, "HasSafeHarbor": False})

    def test_it_is_asked_since_the_day_of_consent(self, peer: Peer) -> None:
        self.clears(peer)

        self.at(peer).ask(QUESTION)

        [request] = peer.requests
        assert (request.path, request.headers["loginid"]) == ("/v1.5/Data/RNDBasic", "login-1")
        assert request.query == {"phoneNumber": "2025550143", "date": "20260101"}

    def test_no_day_is_before_the_databases_first(self, peer: Peer) -> None:
        self.clears(peer)

        self.at(peer).ask(Question(QUESTION.phone, date(2019, 5, 1)))

        assert peer.requests[0].query["date"] == "20210127"

    def test_no_data_is_neither_yes_nor_no(self, peer: Peer) -> None:
        peer.replies(200, {"PhoneNumber": "2025550143", "IsReassigned": None, "HasSafeHarbor": False})

        assert self.at(peer).ask(QUESTION).found[0].verdict is Verdict.UNKNOWN

    def test_an_answer_is_good_for_one_day_unless_said_otherwise(self) -> None:
        assert Account.model_validate({"login_id": "login-1"}).days == 1
