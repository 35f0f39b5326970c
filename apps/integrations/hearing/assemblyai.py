"""AssemblyAI: listens to each stretch of speech as a whole."""

from pydantic import BaseModel, Field, SecretStr

from apps.integrations.http import Http, own_address
from apps.integrations.wire import engines

from . import base

SERVICE = "https://sync.assemblyai.com"
# The account itself is asked about elsewhere than where speech goes.
ACCOUNTS = "https://api.assemblyai.com"


class Ears(BaseModel):
    """An account, and which of its models listens."""

    api_key: SecretStr = Field(title="API key", description="From AssemblyAI's dashboard.")
    model: str = Field("universal-3-6-pro", title="Model", description="e.g. universal-3-6-pro")
    base_url: str = Field(SERVICE, title="Address", description=f"AssemblyAI's own, {SERVICE}")


class Hearing(base.Hearing):
    Settings = Ears
    title = "AssemblyAI"

    def __init__(self, settings: Ears, http: Http) -> None:
        address = own_address(settings.base_url, service=SERVICE, http=http)
        self._accounts = ACCOUNTS if address == SERVICE else address
        self._key, self._http = settings.api_key.get_secret_value(), http

    def check(self) -> str:
        """List at most one transcript: free, and refused without a good key."""
        url = f"{self._accounts}/v2/transcript?limit=1"
        headers = {"Authorization": self._key}
        engines.looked_up(self._http, url, headers, answer=_Transcripts, vendor="AssemblyAI")
        return "AssemblyAI accepts the key."


class _Transcripts(BaseModel):
    transcripts: list[object]
