"""Twilio as a reseller of reassigned numbers: the contract, and what is Twilio's own."""

from pathlib import Path

import orjson
import pytest

from apps.integrations.errors import Unauthorized
from apps.integrations.http import Http
from apps.integrations.scrub.base import Verdict
from apps.integrations.scrub.twilio import Account, Scrub
from tests.contracts.peer import Peer
from tests.contracts.scrub import QUESTION, ScrubContract
from tests.integrations.twilio_side import ACCOUNT

SAMPLES = Path(__file__).parents[2] / "samples"
FOUND = orjson.loads((SAMPLES / "twilio_lookup_200.json").read_bytes())


def owner(says: str | None, **more: object) -> dict[str, object]:
    return {**FOUND, "reassigned_number": {"is_number_reassigned": says, "error_code": None, **more}}


class TestTwilio(ScrubContract):
    def service(self, url: str, http: Http) -> Scrub:
        return Scrub(Account.model_validate(ACCOUNT | {"base_url": url}), http)

    def clears(self, peer: Peer) -> None:
        peer.replies(200, owner("no"))

    def lists(self, peer: Peer) -> None:
        peer.replies(200, owner("yes"))

    def test_only_a_new_owner_is_asked_for(self, peer: Peer) -> None:
        self.clears(peer)

        self.at(peer).ask(QUESTION)

        assert peer.requests[0].query == {"Fields": "reassigned_number", "LastVerifiedDate": "20260101"}

    def test_no_data_is_neither_yes_nor_no(self, peer: Peer) -> None:
        peer.replies(200, (SAMPLES / "twilio_lookup_landline_partial_200.json").read_bytes())

        assert self.at(peer).ask(QUESTION).found[0].verdict is Verdict.UNKNOWN

    @pytest.mark.parametrize("said", [FOUND, owner(None, error_code=60601)])
    def test_an_account_that_is_not_let_is_the_teams_business(self, peer: Peer, said: object) -> None:
        peer.replies(200, said)

        with pytest.raises(Unauthorized):
            self.at(peer).ask(QUESTION)

    def test_a_number_that_can_not_be_is_a_no(self, peer: Peer) -> None:
        peer.replies(200, (SAMPLES / "twilio_lookup_invalid_200.json").read_bytes())

        assert self.at(peer).ask(QUESTION).found[0].verdict is Verdict.LISTED
