"""The recordings of conversations: files that only who is let in hears, served in parts so that a player may seek."""

from django.core.files.storage import storages
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apps.core import ranges

from .models import Conversation

WAV = "audio/wav"


def answer(request: HttpRequest, conversation: Conversation) -> HttpResponseBase:
    """The file or its part; whoever calls has checked who asks. Raises `FileNotFoundError` where there is none."""
    if not conversation.recording:
        raise FileNotFoundError("the call was not recorded")
    kept = storages["recordings"]
    size = kept.size(conversation.recording)
    file = kept.open(conversation.recording, "rb")
    return ranges.answer(request, file, size=size, content_type=WAV, name=f"call-{conversation.call_id}.wav")
