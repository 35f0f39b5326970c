"""What every vendor of hearing, speech and understanding must do with its account, whoever it is."""

from abc import abstractmethod
from typing import Protocol

import pytest

from apps.integrations.errors import Rejected
from apps.integrations.http import Http
from apps.integrations.thinking.base import Question

from .hurry import http_to
from .outcomes import OutcomeContract
from .peer import Peer

KEY = "sk-0123456789"
QUESTION = Question("Answer in JSON.", '{"said": "Yes."}', seconds=0.2)


class Account(Protocol):
    def check(self) -> str: ...


class _AccountContract(OutcomeContract):
    """Inherit it, make the account, and script what it answers to a good key."""

    @abstractmethod
    def account(self, url: str, http: Http) -> Account: ...

    @abstractmethod
    def accepts(self, peer: Peer) -> None:
        """Script the answer to a check."""

    def ask(self, peer: Peer) -> object:
        return self.at(peer).check()

    def at(self, peer: Peer) -> Account:
        return self.account(peer.url, http_to(peer.url))

    def test_a_check_is_one_harmless_request(self, peer: Peer) -> None:
        self.accepts(peer)

        sentence = self.at(peer).check()

        [request] = peer.requests
        assert request.method == "GET"
        assert any(KEY in value for value in request.headers.values())
        assert sentence.endswith(".")


class _OwnAddress:
    """Of those who are asked at one address only."""

    @abstractmethod
    def account(self, url: str, http: Http) -> Account: ...

    def test_what_leads_say_goes_nowhere_else(self) -> None:
        with pytest.raises(Rejected):
            self.account("https://listener.example", Http())


class HearingContract(_AccountContract, _OwnAddress):
    pass


class SpeechContract(_AccountContract, _OwnAddress):
    pass


class ThinkingContract(_AccountContract):
    """Its question is what has no key: it may be answered otherwise the next time."""

    @abstractmethod
    def thinks(self, peer: Peer, words: str) -> None:
        """Script these words of the model."""

    def ask(self, peer: Peer) -> object:
        return self.at(peer).answer(QUESTION)  # type: ignore[attr-defined]

    def test_its_words_come_back_as_they_are(self, peer: Peer) -> None:
        self.thinks(peer, '{"intents": []}')

        assert self.ask(peer) == '{"intents": []}'

    def test_what_leads_say_is_no_instruction(self, peer: Peer) -> None:
        self.thinks(peer, "{}")

        self.ask(peer)

        sent = peer.requests[0].json
        assert isinstance(sent, dict)
        assert sent["messages"][-1] == {"role": "user", "content": QUESTION.material}
        assert KEY not in str(sent)
