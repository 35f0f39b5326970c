"""What every service that checks numbers must do, whoever it is: an answer to each check, and never a guess."""

from abc import abstractmethod
from datetime import date

import pytest

from apps.integrations.errors import Rejected, Unauthorized, Unavailable
from apps.integrations.http import Http
from apps.integrations.scrub.base import Question, Scrub, Verdict

from .hurry import http_to
from .outcomes import LEAD, OutcomeContract
from .peer import Peer

QUESTION = Question(LEAD, date(2026, 1, 1))


class ScrubContract(OutcomeContract):
    """Inherit it, make the service, and script what it answers."""

    @abstractmethod
    def service(self, url: str, http: Http) -> Scrub: ...

    @abstractmethod
    def clears(self, peer: Peer) -> None:
        """Script the answer about a number that nothing speaks against."""

    @abstractmethod
    def lists(self, peer: Peer) -> None:
        """Script the answer about one that is listed in every check."""

    def ask(self, peer: Peer) -> object:
        return self.at(peer).ask(QUESTION)

    def at(self, peer: Peer) -> Scrub:
        return self.service(peer.url, http_to(peer.url))

    def test_what_nothing_speaks_against_is_clear_in_every_check(self, peer: Peer) -> None:
        self.clears(peer)
        service = self.at(peer)

        answer = service.ask(QUESTION)

        assert {each.check: each.verdict for each in answer.found} == dict.fromkeys(service.checks, Verdict.CLEAR)
        assert len(answer.digest) == 64
        assert len(peer.requests) == 1

    def test_what_is_listed_says_so_in_words_without_the_number(self, peer: Peer) -> None:
        self.lists(peer)
        service = self.at(peer)

        answer = service.ask(QUESTION)

        assert {each.check: each.verdict for each in answer.found} == dict.fromkeys(service.checks, Verdict.LISTED)
        assert all(each.says and "5550143" not in each.says for each in answer.found)

    def test_a_check_sees_refused_credentials(self, peer: Peer) -> None:
        peer.replies(401, {})

        with pytest.raises(Unauthorized):
            self.at(peer).check()

    def test_a_check_of_nobody_listening_means_try_again(self, peer: Peer) -> None:
        peer.close()

        with pytest.raises(Unavailable):
            self.at(peer).check()

    @pytest.mark.parametrize("url", ["https://evil.example", "http://127.0.0.1:1"])
    def test_numbers_go_to_the_service_and_nowhere_else(self, url: str) -> None:
        with pytest.raises(Rejected):
            self.service(url, Http())
