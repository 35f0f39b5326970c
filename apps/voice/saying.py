"""Speaks for our SIP dialer where no agent talks: the greeting before a rep, the whisper, the apology."""

from datetime import datetime

import structlog
from django.conf import settings
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from apps.calls import book, bridges
from apps.integrations.errors import BadSignature
from apps.integrations.http import Inbound
from apps.integrations.wire import dialer as wire
from apps.integrations.wire.dialer import Saying

from . import rendering, sentences
from .answering import House
from .phrases import PERSONAL_SECONDS
from .threads import in_thread

log = structlog.get_logger(__name__)

MOST_BYTES = 16_384


async def answer(request: Request, house: House) -> Response:
    """The audio of a few sentences: 16-bit PCM of 8 kHz. 404 for whoever is not our dialer, 503 without a voice."""
    try:
        saying = Saying.model_validate_json(await _verified(request))
    except (BadSignature, ValidationError):
        return Response(status_code=404)
    tenant_id = await in_thread(_tenant_of, saying.token)
    if tenant_id is None:
        return Response(status_code=404)
    pcm = await _spoken(saying.text, tenant_id, house)
    if not pcm:
        log.warning("voice.unsaid", tenant_id=tenant_id)
        return Response(status_code=503)
    return Response(pcm, media_type="application/octet-stream")


async def _verified(request: Request) -> bytes:
    """Raises `BadSignature`."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise BadSignature
    # Behind a proxy our own address is not what they called.
    url = wire.saying_url(settings.LEADHUB_VOICE_URL)
    wire.verify(settings.LEADHUB_DIALER_SECRET, Inbound("POST", url, dict(request.headers), body))
    return body


def _tenant_of(token: str, *, now: datetime) -> int | None:
    """Of a call of a lead's, or of a rep's."""
    found = book.by_token(token) or bridges.ring_by_token(token)
    return found.tenant_id if found else None


async def _spoken(text: str, tenant_id: int, house: House) -> bytes:
    """All of it or nothing: half a greeting is worse than none."""
    engines, texts = (await house.equipment_of(tenant_id)).engines, sentences.of(text)
    await rendering.render(texts, engines, house.phrases, seconds=PERSONAL_SECONDS)
    pieces = []
    for piece in texts:
        found = [pcm for voice in engines.voices if (pcm := await house.phrases.get(voice, piece))]
        pieces += found[:1]
    return b"".join(pieces) if len(pieces) == len(texts) else b""
