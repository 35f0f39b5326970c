"""ElevenLabs: speaks with one of the account's voices."""

from pydantic import BaseModel, Field, SecretStr

from apps.integrations.http import Http, own_address
from apps.integrations.wire import engines

from . import base

SERVICE = "https://api.elevenlabs.io"


class Voice(BaseModel):
    """An account, one of its voices, and the model that speaks with it."""

    api_key: SecretStr = Field(title="API key", description="From your ElevenLabs profile.")
    voice: str = Field(title="Voice id", description="e.g. 21m00Tcm4TlvDq8ikWAM", pattern=r"^\w+$")
    model: str = Field("eleven_flash_v2_5", title="Model", description="A quick one, e.g. eleven_flash_v2_5")
    base_url: str = Field(SERVICE, title="Address", description=f"ElevenLabs' own, {SERVICE}")


class Speech(base.Speech):
    Settings = Voice
    title = "ElevenLabs"

    def __init__(self, settings: Voice, http: Http) -> None:
        self._base_url = own_address(settings.base_url, service=SERVICE, http=http)
        self._settings, self._http = settings, http

    def check(self) -> str:
        """Look the voice up: free, and refused without a good key."""
        headers = {"xi-api-key": self._settings.api_key.get_secret_value()}
        url = f"{self._base_url}/v1/voices/{self._settings.voice}"
        found = engines.looked_up(self._http, url, headers, answer=_Voice, vendor="ElevenLabs")
        return f"ElevenLabs will speak as {found.name}."


class _Voice(BaseModel):
    voice_id: str
    name: str
