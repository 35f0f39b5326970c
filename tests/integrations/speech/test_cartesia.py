"""Cartesia: the contract, and that a check says whose voice it is."""

from apps.integrations.http import Http
from apps.integrations.speech.cartesia import Speech, Voice
from tests.contracts.accounts import KEY, SpeechContract
from tests.contracts.peer import Peer


class TestCartesia(SpeechContract):
    def account(self, url: str, http: Http) -> Speech:
        return Speech(Voice.model_validate({"api_key": KEY, "voice": "21m00", "base_url": url}), http)

    def accepts(self, peer: Peer) -> None:
        peer.replies(200, {"id": "21m00", "name": "Rachel"})

    def test_a_check_says_whose_voice_it_is(self, peer: Peer) -> None:
        self.accepts(peer)

        assert "Rachel" in self.at(peer).check()
