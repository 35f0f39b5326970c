"""Deepgram: speaks with an Aura voice."""

from pydantic import Field

from apps.integrations.http import Http
from apps.integrations.wire import deepgram

from . import base


class Voice(deepgram.Account):
    """An account and one of Deepgram's voices, which are models to it."""

    voice: str = Field("aura-2-thalia-en", title="Voice", description="e.g. aura-2-thalia-en", pattern=r"^[\w-]+$")


class Speech(base.Speech):
    Settings = Voice
    title = "Deepgram"

    def __init__(self, settings: Voice, http: Http) -> None:
        self._account, self._http = settings.checked(http), http

    def check(self) -> str:
        return deepgram.check(self._account, self._http)
