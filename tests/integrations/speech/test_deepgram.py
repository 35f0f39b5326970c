"""Deepgram's speech: the contract."""

from apps.integrations.http import Http
from apps.integrations.speech.deepgram import Speech, Voice
from tests.contracts.accounts import KEY, SpeechContract
from tests.contracts.peer import Peer


class TestDeepgram(SpeechContract):
    def account(self, url: str, http: Http) -> Speech:
        return Speech(Voice.model_validate({"api_key": KEY, "base_url": url}), http)

    def accepts(self, peer: Peer) -> None:
        peer.replies(200, {"projects": [{"project_id": "1", "name": "Calls"}]})
