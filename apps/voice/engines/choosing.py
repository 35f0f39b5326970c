"""Which engines a tenant's calls use: its connections in their order, and what speaks without a cloud behind them."""

from collections.abc import Sequence
from functools import partial
from typing import cast

import aiohttp
import structlog
from django.conf import settings
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService
from pydantic import BaseModel, ValidationError

from apps.core import plugins
from apps.integrations import catalog
from apps.integrations.errors import Rejected
from apps.integrations.models import Connection, Family
from apps.voice import engines

from . import base, fallback, offline
from .fallback import Speaker

log = structlog.get_logger(__name__)

# The preferred one and one behind it: with a third a silence could be too long.
MOST_OF_A_KIND = 2
_SECRET = {"api_key", "base_url"}


class Choice:
    """One of the process: all calls share its connections to vendors."""

    def __init__(self) -> None:
        self._offline = offline.Engines(settings.LEADHUB_SPEECH_URL)
        self._session: aiohttp.ClientSession | None = None

    def default(self) -> base.Engines:
        """Without a cloud."""
        return self._offline

    def of(self, connections: Sequence[Connection]) -> base.Engines:
        """Made of a tenant's usable connections, the preferred ones first. To be called on the loop."""
        hearing = [(each, typed) for each in of(connections, Family.HEARING) if (typed := _typed(each))]
        speech = [(each, typed) for each in of(connections, Family.SPEECH) if (typed := _typed(each))]
        ears = [partial(_hearing, each.vendor, typed, self._shared()) for each, typed in hearing]
        speakers = [
            Speaker(_name(each, typed), partial(_speech, each.vendor, typed, self._shared())) for each, typed in speech
        ]
        if settings.LEADHUB_SPEECH_URL or not ears:
            ears.append(self._offline.hearing)  # type: ignore[arg-type]  # a method is as good as a partial
        if settings.LEADHUB_SPEECH_URL or not speakers:
            speakers.append(Speaker(self._offline.voice, self._offline.speech))
        return fallback.Engines(ears[:MOST_OF_A_KIND], speakers[:MOST_OF_A_KIND])

    def connections(self, connections: Sequence[Connection]) -> dict[str, tuple[int, ...]]:
        """Whose those engines are, by family and in their order; what speaks offline is nobody's."""
        families = (Family.HEARING, Family.SPEECH)
        return {
            family: tuple(each.pk for each in of(connections, family) if _typed(each))[:MOST_OF_A_KIND]
            for family in families
        }

    def _shared(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10, connect=3))
        return self._session


def of(connections: Sequence[Connection], family: str) -> list[Connection]:
    """Those of a family, in their order."""
    return [each for each in connections if each.family == family]


def preload() -> None:
    """Import every vendor's engines now: the first call would wait for them."""
    for family, kind in ((Family.HEARING, "Hearing"), (Family.SPEECH, "Speech")):
        for vendor in catalog.vendors(family):
            plugins.load(engines, vendor, kind)


def _typed(connection: Connection) -> BaseModel | None:
    """Its settings, if they can be used: a vendor's engine is asked at the vendor's own address only."""
    try:
        catalog.adapter(connection.family, connection.vendor, connection.settings)
    except (ValidationError, Rejected, plugins.NoSuchPlugin):
        log.warning("engine.unusable", connection=connection.pk, tenant=connection.tenant_id)
        return None
    kind = catalog.vendor_class(connection.family, connection.vendor)
    return cast(BaseModel, kind.Settings.model_validate(connection.settings))


def _name(connection: Connection, typed: BaseModel) -> str:
    sound = typed.model_dump(exclude=_SECRET)
    return ":".join([connection.vendor, *(str(sound[key]) for key in sorted(sound))])


def _hearing(vendor: str, typed: BaseModel, session: aiohttp.ClientSession) -> STTService:
    return cast(STTService, plugins.load(engines, vendor, "Hearing")(typed, session))


def _speech(vendor: str, typed: BaseModel, session: aiohttp.ClientSession) -> TTSService:
    return cast(TTSService, plugins.load(engines, vendor, "Speech")(typed, session))
