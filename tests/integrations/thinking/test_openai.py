"""OpenAI and its like: the contract."""

from apps.integrations.http import Http
from apps.integrations.thinking.openai import Model, Thinking
from tests.contracts.accounts import KEY, ThinkingContract
from tests.contracts.peer import Peer


class TestOpenAi(ThinkingContract):
    def account(self, url: str, http: Http) -> Thinking:
        return Thinking(Model.model_validate({"api_key": KEY, "base_url": url}), http)

    def accepts(self, peer: Peer) -> None:
        peer.replies(200, {"object": "list", "data": [{"id": "quick"}]})

    def thinks(self, peer: Peer, words: str) -> None:
        peer.replies(200, {"choices": [{"message": {"role": "assistant", "content": words}}]})
