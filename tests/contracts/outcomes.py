"""What any vendor that is asked to do something once makes of every way in which that can go wrong."""

from collections.abc import Iterator

import pytest

from apps.integrations.errors import ProviderError, Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import MOST_BYTES

from .peer import Peer

LEAD = "+12025550143"


class OutcomeContract:
    """A family says in `ask` what is asked of the vendor at `peer`: it has an effect and no key."""

    def ask(self, peer: Peer) -> object:
        raise NotImplementedError

    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with Peer() as peer:
            yield peer

    def test_no_connection_is_safe_to_try_again(self, peer: Peer) -> None:
        peer.close()

        with pytest.raises(Unavailable):
            self.ask(peer)

    def test_silence_means_that_nobody_knows(self, peer: Peer) -> None:
        peer.hang()

        with pytest.raises(Unanswered):
            self.ask(peer)

        assert len(peer.requests) == 1

    def test_a_broken_connection_means_that_nobody_knows(self, peer: Peer) -> None:
        peer.reset()

        with pytest.raises(Unanswered):
            self.ask(peer)

        assert len(peer.requests) == 1

    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    def test_their_failure_means_that_nobody_knows(self, peer: Peer, status: int) -> None:
        peer.replies(status, "<html>Bad Gateway</html>")

        with pytest.raises(Unanswered):
            self.ask(peer)

        assert len(peer.requests) == 1

    @pytest.mark.parametrize("body", ["<html>It works!</html>", "", "{}", "[]", "null", '{"sid": null}', "{"])
    def test_a_success_that_makes_no_sense_means_that_nobody_knows(self, peer: Peer, body: str) -> None:
        peer.replies(200, body)

        with pytest.raises(Unanswered):
            self.ask(peer)

        assert len(peer.requests) == 1

    def test_an_answer_without_end_is_not_read_to_its_end(self, peer: Peer) -> None:
        peer.replies(200, b'{"id": "1", "more": "' + b"x" * (2 * MOST_BYTES) + b'"}')

        with pytest.raises(Unanswered):
            self.ask(peer)

        assert len(peer.requests) == 1

    @pytest.mark.parametrize("body", [b"", b'{"id": "1", "data"', b'{"id": "1"}'])
    def test_an_answer_that_breaks_off_means_that_nobody_knows(self, peer: Peer, body: bytes) -> None:
        """Even where what came so far could be read."""
        peer.breaks_off_within(body)

        with pytest.raises(Unanswered):
            self.ask(peer)

        assert len(peer.requests) == 1

    @pytest.mark.parametrize(
        "body", ['{"id": {}}', '{"id": [1]}', '{"data": 7}', '{"data": [[]]}', "7", '"ok"', "true"]
    )
    def test_an_answer_of_the_wrong_types_means_that_nobody_knows(self, peer: Peer, body: str) -> None:
        peer.replies(200, body)

        with pytest.raises(Unanswered):
            self.ask(peer)

        assert len(peer.requests) == 1

    def test_too_many_requests_says_when_to_come_back(self, peer: Peer) -> None:
        peer.replies(429, "slow down", {"Retry-After": "7"})

        with pytest.raises(Unavailable) as refusal:
            self.ask(peer)

        assert refusal.value.retry_after_seconds == 7
        assert len(peer.requests) == 1

    @pytest.mark.parametrize("status", [401, 403])
    def test_refused_credentials_are_the_teams_business(self, peer: Peer, status: int) -> None:
        peer.replies(status, "no")

        with pytest.raises(Unauthorized):
            self.ask(peer)

    @pytest.mark.parametrize("status", [302, 400, 404, 422])
    def test_any_other_refusal_is_final(self, peer: Peer, status: int) -> None:
        peer.replies(status, "no", {"Location": peer.url})

        with pytest.raises(Rejected):
            self.ask(peer)

        assert len(peer.requests) == 1

    @pytest.mark.parametrize("status", [200, 400, 401, 429, 500])
    def test_no_reason_repeats_the_leads_number(self, peer: Peer, status: int) -> None:
        peer.replies(status, {"message": f"no such number {LEAD}", "error": LEAD, "code": 99999})

        with pytest.raises(ProviderError) as refusal:
            self.ask(peer)

        assert LEAD.lstrip("+") not in str(refusal.value)
        assert len(str(refusal.value)) > len("refused")
