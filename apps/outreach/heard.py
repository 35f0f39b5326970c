"""A link to the recording that an event speaks of, made when the event is told; it is kept nowhere."""

from collections.abc import Mapping
from datetime import datetime

from apps.calls import links
from apps.calls.links import Kind
from apps.calls.models import Conversation, Recording
from apps.leads.models import Event


def links_of(event: Event, *, now: datetime) -> Mapping[str, str]:
    """`recording_url`, where there is something to hear; in the caller's view."""
    match event.kind:
        case "conversation.ended":
            talks = Conversation.objects.for_tenant(event.tenant_id).exclude(recording="")
            found = talks.filter(pk=event.facts.get("conversation")).values_list("pk", flat=True).first()
            kind = Kind.CONVERSATION
        case "recording.kept":
            tapes = Recording.objects.for_tenant(event.tenant_id).exclude(name="")
            found = tapes.filter(pk=event.facts.get("recording")).values_list("pk", flat=True).first()
            kind = Kind.CARRIER
        case _:
            return {}
    return {"recording_url": links.url(event.tenant_id, kind, found, now=now)} if found else {}
