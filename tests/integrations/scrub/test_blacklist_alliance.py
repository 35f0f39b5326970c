"""The Blacklist Alliance: the contract, and what is its own."""

from pathlib import Path

import orjson
import pytest

from apps.integrations.errors import Unanswered, Unauthorized
from apps.integrations.http import Http
from apps.integrations.scrub.base import Check, Verdict
from apps.integrations.scrub.blacklist_alliance import Account, Scrub
from tests.contracts.peer import Peer
from tests.contracts.scrub import QUESTION, ScrubContract

SAID = orjson.loads((Path(__file__).parents[2] / "samples" / "blacklist_alliance_single_200.json").read_bytes())


class TestBlacklistAlliance(ScrubContract):
    def service(self, url: str, http: Http) -> Scrub:
        return Scrub(Account.model_validate({"api_key": "key-1", "base_url": url}), http)

    def clears(self, peer: Peer) -> None:
        peer.replies(200, SAID | {"message": "Good", "code": "none"})

    def lists(self, peer: Peer) -> None:
        peer.replies(200, SAID)

    @pytest.mark.parametrize(
        ("code", "listed"),
        [
            ("federal-dnc", {Check.DNC}),
            ("prelitigation1", {Check.LITIGATOR}),
            ("plaintiff-primary, state-dnc", {Check.LITIGATOR, Check.DNC}),
            ("something-new", {Check.LITIGATOR}),
            ("", {Check.LITIGATOR}),
        ],
    )
    def test_codes_say_which_list_it_is(self, peer: Peer, code: str, listed: set[Check]) -> None:
        peer.replies(200, SAID | {"code": code})

        found = self.at(peer).ask(QUESTION).found

        assert {each.check for each in found if each.verdict is Verdict.LISTED} == listed

    def test_a_word_that_nobody_knows_clears_nobody(self, peer: Peer) -> None:
        peer.replies(200, SAID | {"message": "Fine"})

        with pytest.raises(Unanswered):
            self.at(peer).ask(QUESTION)

    def test_a_failure_with_status_200_is_seen(self, peer: Peer) -> None:
        peer.replies(200, {"status": "error", "message": "Invalid API key"})

        with pytest.raises(Unauthorized):
            self.at(peer).ask(QUESTION)
