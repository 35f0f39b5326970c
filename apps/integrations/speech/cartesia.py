"""Cartesia: speaks with a Sonic voice."""

from pydantic import BaseModel, Field, SecretStr

from apps.integrations.http import Http, own_address
from apps.integrations.wire import engines

from . import base

SERVICE = "https://api.cartesia.ai"
VERSION = "2025-04-16"


class Voice(BaseModel):
    """An account, one of its voices, and the model that speaks with it."""

    api_key: SecretStr = Field(title="API key", description="From Cartesia's console.")
    voice: str = Field(title="Voice id", description="From Cartesia's library of voices.", pattern=r"^[\w-]+$")
    model: str = Field("sonic-3", title="Model", description="e.g. sonic-3")
    base_url: str = Field(SERVICE, title="Address", description=f"Cartesia's own, {SERVICE}")


class Speech(base.Speech):
    Settings = Voice
    title = "Cartesia"

    def __init__(self, settings: Voice, http: Http) -> None:
        self._base_url = own_address(settings.base_url, service=SERVICE, http=http)
        self._settings, self._http = settings, http

    def check(self) -> str:
        """Look the voice up: free, and refused without a good key."""
        headers = {"X-API-Key": self._settings.api_key.get_secret_value(), "Cartesia-Version": VERSION}
        url = f"{self._base_url}/voices/{self._settings.voice}"
        found = engines.looked_up(self._http, url, headers, answer=_Voice, vendor="Cartesia")
        return f"Cartesia will speak as {found.name}."


class _Voice(BaseModel):
    id: str
    name: str
