"""What there is to hear of a call, and where nothing is, why."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.calls import dispositions
from apps.calls.models import Call, Recording
from apps.dashboard import waveform
from apps.dashboard.waveform import Drawing
from apps.leads.models import Event

DECIDED, DELETED, ERASED = "recording.decided", "recording.deleted", "words.erased"


@dataclass(frozen=True)
class Heard:
    """What the carrier recorded with a rep; `id` is None while it is still being brought here.

    `drawing` is None until the file has been read.
    """

    id: UUID | None
    lasts: str
    drawing: Drawing | None


@dataclass(frozen=True)
class Fate:
    """`why_not` is what was decided against a recording, "" if nothing was; `is_deleted`: it was one.

    `is_erased`: all that was said is gone, at somebody's request.
    """

    why_not: str = ""
    is_deleted: bool = False
    is_erased: bool = False


def of_carrier(call: Call) -> Sequence[Heard]:
    """The oldest first, without what was deleted."""
    found = Recording.objects.for_tenant(call.tenant_id).filter(call_id=call.pk, deleted_at=None).order_by("id")
    return [
        Heard(each.pk if each.name else None, dispositions.length(each.seconds or 0), waveform.drawn(each.waveform))
        for each in found
    ]


def fate(call: Call) -> Fate:
    """By the lead's timeline."""
    told = Event.objects.for_tenant(call.tenant_id).filter(
        lead_id=call.lead_id, kind__in=(DECIDED, DELETED, ERASED), facts__call=str(call.pk)
    )
    kinds, why_not = set(), ""
    for event in told.order_by("id"):
        kinds.add(event.kind)
        if event.facts.get("records") is False and event.facts.get("by") == "agent":
            why_not = str(event.facts.get("says", ""))
    return Fate(why_not, is_deleted=DELETED in kinds, is_erased=ERASED in kinds)
