"""AssemblyAI: the contract."""

from apps.integrations.hearing.assemblyai import Ears, Hearing
from apps.integrations.http import Http
from tests.contracts.accounts import KEY, HearingContract
from tests.contracts.peer import Peer


class TestAssemblyAI(HearingContract):
    def account(self, url: str, http: Http) -> Hearing:
        return Hearing(Ears.model_validate({"api_key": KEY, "base_url": url}), http)

    def accepts(self, peer: Peer) -> None:
        peer.replies(200, {"page_details": {"limit": 1}, "transcripts": []})
