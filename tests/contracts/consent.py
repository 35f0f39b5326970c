"""What every keeper of certificates must do, whoever it is: keep what is genuine, and say why where it is not."""

from abc import abstractmethod

import pytest

from apps.integrations.consent.base import Consent, Evidence
from apps.integrations.errors import Rejected, Unauthorized, Unavailable
from apps.integrations.http import Http

from .hurry import http_to
from .outcomes import LEAD, OutcomeContract
from .peer import Peer

CERTIFICATE = "https://cert.trustedform.com/0123456789abcdef0123456789abcdef01234567"
TOKEN = "58990313-03FB-43B8-AD0B-08CEF791D49B"
EVIDENCE = Evidence("lead-0001", "Jane.Sample@example.com", LEAD, CERTIFICATE, TOKEN, "google-ads")


class ConsentContract(OutcomeContract):
    """Inherit it, make the keeper, and script what it answers."""

    @abstractmethod
    def keeper(self, url: str, http: Http) -> Consent: ...

    @abstractmethod
    def keeps_it(self, peer: Peer) -> None:
        """Script the answer about a genuine certificate."""

    @abstractmethod
    def objects(self, peer: Peer) -> None:
        """Script the answer about one that is another's or not good enough."""

    def ask(self, peer: Peer) -> object:
        return self.at(peer).claim(EVIDENCE)

    def at(self, peer: Peer) -> Consent:
        return self.keeper(peer.url, http_to(peer.url))

    def test_what_is_genuine_is_kept_with_the_whole_answer(self, peer: Peer) -> None:
        self.keeps_it(peer)

        claim = self.at(peer).claim(EVIDENCE)

        assert (claim.is_kept, claim.reason) == (True, "")
        assert claim.reference
        assert claim.answer
        assert len(claim.digest) == 64
        assert len(peer.requests) == 1

    def test_an_objection_is_an_answer_with_its_reason(self, peer: Peer) -> None:
        self.objects(peer)

        claim = self.at(peer).claim(EVIDENCE)

        assert not claim.is_kept
        assert len(claim.reason) > len("refused")
        assert claim.digest

    def test_no_personal_detail_stands_in_the_address(self, peer: Peer) -> None:
        self.keeps_it(peer)

        self.at(peer).claim(EVIDENCE)

        [request] = peer.requests
        assert request.method == "POST"
        assert request.query == {}

    @pytest.mark.parametrize("wrong", ["", "https://evil.example/" + "0" * 40, "../" * 12 + "a", TOKEN + "0"])
    def test_what_is_no_certificate_is_never_asked_for(self, peer: Peer, wrong: str) -> None:
        with pytest.raises(Rejected):
            self.at(peer).claim(Evidence("lead-0001", "", LEAD, wrong, wrong))

        assert peer.requests == []

    def test_a_check_sees_refused_credentials(self, peer: Peer) -> None:
        peer.replies(403, {})

        with pytest.raises(Unauthorized):
            self.at(peer).check()

    def test_a_check_of_nobody_listening_means_try_again(self, peer: Peer) -> None:
        peer.close()

        with pytest.raises(Unavailable):
            self.at(peer).check()

    @pytest.mark.parametrize("url", ["https://evil.example", "http://127.0.0.1:1"])
    def test_keys_go_to_the_keeper_and_nowhere_else(self, url: str) -> None:
        with pytest.raises(Rejected):
            self.keeper(url, Http())
