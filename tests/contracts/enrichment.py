"""What every teller of facts must do, whoever it is: answer one question once, in the house's words."""

from abc import abstractmethod
from datetime import date
from time import monotonic

import pytest

from apps.integrations.enrichment.base import FACTS, PATIENCE_SECONDS, Enrichment, Person
from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http

from .hurry import http_to
from .outcomes import LEAD, OutcomeContract
from .peer import Peer

PERSON = Person(LEAD, "jane.sample@example.com", "Jane", "Sample", "Example HVAC", date(2026, 1, 1))


class EnrichmentContract(OutcomeContract):
    """Inherit it, make the teller, and script what it answers."""

    @abstractmethod
    def teller(self, url: str, http: Http) -> Enrichment: ...

    @abstractmethod
    def knows(self, peer: Peer) -> None:
        """Script the answer about somebody whom they know."""

    @abstractmethod
    def knows_nobody(self, peer: Peer) -> None:
        """Script the answer about somebody of whom they know nothing good."""

    def ask(self, peer: Peer) -> object:
        return self.at(peer).ask(PERSON)

    def at(self, peer: Peer) -> Enrichment:
        return self.teller(peer.url, http_to(peer.url))

    def test_what_is_known_has_the_houses_names(self, peer: Peer) -> None:
        self.knows(peer)
        teller = self.at(peer)

        answer = teller.ask(PERSON)

        assert answer.facts
        assert set(answer.facts) <= teller.tells <= set(FACTS)
        assert all(answer.facts.values())
        assert len(answer.digest) == 64
        assert len(peer.requests) == 1

    def test_to_know_nobody_is_an_answer(self, peer: Peer) -> None:
        self.knows_nobody(peer)

        answer = self.at(peer).ask(PERSON)

        assert set(answer.facts.values()) <= {"no"}
        assert len(answer.digest) == 64

    def test_nobody_is_asked_about_nobody(self, peer: Peer) -> None:
        with pytest.raises(Rejected):
            self.at(peer).ask(Person(first_name="Jane"))

        assert peer.requests == []

    def test_it_is_waited_for_no_longer_than_any_other(self, peer: Peer) -> None:
        """By the product's own door, for this once."""
        peer.hang()
        began = monotonic()

        with pytest.raises(Unanswered):
            self.teller(peer.url, Http(trusted_origins=frozenset([peer.url]))).ask(PERSON)

        assert PATIENCE_SECONDS <= monotonic() - began < 2 * PATIENCE_SECONDS

    def test_a_check_of_good_credentials_is_a_sentence(self, peer: Peer) -> None:
        self.accepts(peer)

        assert self.at(peer).check().endswith(".")

    def accepts(self, peer: Peer) -> None:
        """Script the answer to a check, where it differs from that about somebody known."""
        self.knows(peer)

    def test_a_check_sees_refused_credentials(self, peer: Peer) -> None:
        peer.replies(401, {})

        with pytest.raises(Unauthorized):
            self.at(peer).check()

    def test_a_check_of_nobody_listening_means_try_again(self, peer: Peer) -> None:
        peer.close()

        with pytest.raises(Unavailable):
            self.at(peer).check()

    @pytest.mark.parametrize("url", ["https://evil.example", "http://127.0.0.1:1"])
    def test_keys_go_to_the_service_and_nowhere_else(self, url: str) -> None:
        with pytest.raises(Rejected):
            self.teller(url, Http())
