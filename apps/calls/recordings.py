"""The recordings of calls: files that only who is let in hears, served in parts so that a player may seek."""

from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from apps.core import ranges

from .models import Conversation, Recording

WAV = "audio/wav"
AWAY = "The storage of recordings does not answer. Try again in a minute."


def answer(request: HttpRequest, name: str, *, call_id: UUID) -> HttpResponseBase:
    """The file or its part, 503 while the storage does not answer; whoever calls has checked who asks.

    Raises `FileNotFoundError` where there is none.
    """
    if not name:
        raise FileNotFoundError("the call was not recorded")
    kept = storages["recordings"]
    try:
        size, file = kept.size(name), kept.open(name, "rb")
    except FileNotFoundError:
        raise
    except OSError:
        return HttpResponse(AWAY, status=503, content_type="text/plain", headers={"Retry-After": "60"})
    return ranges.answer(request, file, size=size, content_type=WAV, name=f"call-{call_id}.wav")


def name_of(tenant_id: int, call_id: UUID) -> str:
    """The file of a call: our agent's, else the carrier's latest; "" where there is none. In the caller's view."""
    talked = Conversation.objects.of_call(tenant_id, call_id).exclude(recording="").first()
    if talked:
        return talked.recording
    carriers = Recording.objects.for_tenant(tenant_id).filter(call_id=call_id).exclude(name="")
    return str(carriers.order_by("-id").values_list("name", flat=True).first() or "")


def save(wanted: str, audio: bytes) -> str:
    """Keep the audio under this name, or near it; what a former try left there makes way. Gives the name.

    Raises `OSError` where the storage does not answer, as all of this file's functions do.
    """
    kept = storages["recordings"]
    kept.delete(wanted)
    return kept.save(wanted, ContentFile(audio))


def delete(name: str) -> None:
    """Harmless where it is gone, or never was."""
    if name:
        storages["recordings"].delete(name)
