"""Deepgram: listens while the lead speaks."""

from pydantic import Field

from apps.integrations.http import Http
from apps.integrations.wire import deepgram

from . import base


class Ears(deepgram.Account):
    """An account, and which of its models listens."""

    model: str = Field("nova-3-general", title="Model", description="e.g. nova-3-general")


class Hearing(base.Hearing):
    Settings = Ears
    title = "Deepgram"

    def __init__(self, settings: Ears, http: Http) -> None:
        self._account, self._http = settings.checked(http), http

    def check(self) -> str:
        return deepgram.check(self._account, self._http)
