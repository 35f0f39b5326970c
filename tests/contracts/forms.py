"""What every platform must do whose webhooks only name a lead: give it whole, and err by remedy."""

from abc import abstractmethod

import pytest

from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.forms.base import Forms
from apps.integrations.http import Http, Inbound
from apps.integrations.sources.base import Named, Sender, Submission

from .hurry import http_to
from .outcomes import OutcomeContract
from .peer import Peer

NAMED = Named("900000000000001", "100000000000001", "700000000000001")


class FormsContract(OutcomeContract):
    """Inherit it, make the adapter and the sender that reads it, and script what is answered."""

    # How many requests a lead takes.
    requests = 1

    @abstractmethod
    def forms(self, url: str, http: Http) -> Forms: ...

    @abstractmethod
    def sender(self) -> Sender: ...

    @abstractmethod
    def has_it(self, peer: Peer) -> None:
        """Script the answers about a lead, Jane Sample at +12025550143."""

    def ask(self, peer: Peer) -> object:
        return self.at(peer).lead(NAMED)

    def at(self, peer: Peer) -> Forms:
        return self.forms(peer.url, http_to(peer.url))

    def test_a_lead_is_given_as_its_sender_reads_it(self, peer: Peer) -> None:
        from_peer = self._read(peer)

        assert (from_peer.first_name or from_peer.full_name.partition(" ")[0]) == "Jane"
        assert from_peer.phone == "+12025550143"

    def test_the_token_stands_in_no_address(self, peer: Peer) -> None:
        self._read(peer)

        assert len(peer.requests) == self.requests
        for request in peer.requests:
            assert request.headers["authorization"].startswith("Bearer ")
            assert "token" not in request.path + str(request.query)

    @pytest.mark.parametrize("wrong", ["", "../me", "1?fields=x", "1/2", "é"])
    def test_what_is_no_id_is_never_asked_for(self, peer: Peer, wrong: str) -> None:
        with pytest.raises(Rejected):
            self.at(peer).lead(Named(wrong, form="1"))

        assert peer.requests == []

    def test_a_check_sees_refused_credentials(self, peer: Peer) -> None:
        peer.replies(401, {})

        with pytest.raises(Unauthorized):
            self.at(peer).check()

    def test_a_check_of_nobody_listening_means_try_again(self, peer: Peer) -> None:
        peer.close()

        with pytest.raises(Unavailable):
            self.at(peer).check()

    def test_a_huge_answer_is_not_read_to_its_end(self, peer: Peer) -> None:
        peer.replies(200, b'{"id":"' + b"9" * 2_000_000 + b'"}')

        with pytest.raises(Unanswered):
            self.ask(peer)

    @pytest.mark.parametrize("url", ["https://evil.example", "http://127.0.0.1:1"])
    def test_tokens_go_to_the_platform_and_nowhere_else(self, url: str) -> None:
        with pytest.raises(Rejected):
            self.forms(url, Http())

    def _read(self, peer: Peer) -> Submission:
        self.has_it(peer)
        document = self.at(peer).lead(NAMED)
        [lead] = self.sender().read(Inbound("GET", "", {"Content-Type": "application/json"}, document))
        return lead
