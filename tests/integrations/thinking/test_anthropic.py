"""Anthropic: the contract."""

import pytest

from apps.integrations.errors import Rejected
from apps.integrations.http import Http
from apps.integrations.thinking.anthropic import Model, Thinking
from tests.contracts.accounts import KEY, ThinkingContract
from tests.contracts.peer import Peer


class TestAnthropic(ThinkingContract):
    def account(self, url: str, http: Http) -> Thinking:
        return Thinking(Model.model_validate({"api_key": KEY, "base_url": url}), http)

    def accepts(self, peer: Peer) -> None:
        peer.replies(200, {"data": [{"type": "model", "id": "quick"}], "has_more": False})

    def thinks(self, peer: Peer, words: str) -> None:
        peer.replies(200, {"role": "assistant", "content": [{"type": "text", "text": words}]})

    def test_what_leads_say_goes_nowhere_else(self) -> None:
        with pytest.raises(Rejected):
            self.account("https://listener.example", Http())
