"""Use case: what a person said in their calls is erased on request; that they were called, and how it ended, stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from apps.calls import recordings
from apps.calls.models import Call, Conversation, Recording, Turn
from apps.core.clock import Clock
from apps.leads.models import Lead
from apps.tenants import access

from . import retention
from .retention import Old

REASON = "erased on request"
_UNDER_WAY = (Conversation.State.EXPECTED, Conversation.State.OPEN)
# The partial index `call_open` knows these three.
_ON_THE_LINE = (Call.State.QUEUED, Call.State.RINGING, Call.State.ANSWERED)


class StillTalking(Exception):
    """A call of theirs is under way: its words are not on record yet."""


@dataclass(frozen=True)
class Words:
    """What there is to erase: calls with words of theirs, and recordings, the carriers' own among them."""

    calls: int
    recordings: int


def words_of(lead: Lead) -> Words:
    """In the caller's view."""
    return Words(_talked(lead).count(), len(_recorded(lead)))


def erase(tenant_id: int, lead_id: UUID, *, by: str, clock: Clock) -> Words:
    """Words, answers, notes, summaries and recordings; what carriers have is deleted there by steps.

    The files go first: whoever dies then does it again, and a file that is gone is no error. No transaction is open
    meanwhile. Raises `Lead.DoesNotExist`, `StillTalking`, and `OSError` where the storage does not answer; then no word
    is erased yet.
    """
    with access.as_tenant(tenant_id):
        lead = Lead.objects.get(tenant_id=tenant_id, pk=lead_id)
        _require_silence(lead)
        recorded = _recorded(lead)
    for each in recorded:
        recordings.delete(each.name)
    with access.as_tenant(tenant_id):
        return _erased(lead, recorded, by=by, now=clock())


def _erased(lead: Lead, recorded: Sequence[Old], *, by: str, now: datetime) -> Words:
    _require_silence(lead)
    for each in recorded:
        retention.forget(each, reason=REASON, now=now)
    talked = _talked(lead).count()
    Turn.objects.for_tenant(lead.tenant_id).filter(conversation__in=_mine(lead)).delete()
    _mine(lead).update(answers=[], reasons=[], notes=[], summary="")
    lead.unsay()
    # Of each call in which somebody spoke: a carrier may tell only later that it recorded a rep's.
    for call in Call.objects.for_tenant(lead.tenant_id).filter(lead_id=lead.pk, answered_at__isnull=False):
        lead.tell("words.erased", at=now, origin=str(call.pk), call=str(call.pk), by=by)
    return Words(talked, len(recorded))


def _require_silence(lead: Lead) -> None:
    calls = Call.objects.for_tenant(lead.tenant_id).filter(lead_id=lead.pk, state__in=_ON_THE_LINE)
    if _mine(lead).filter(state__in=_UNDER_WAY, closed_at=None).exists() or calls.exists():
        raise StillTalking


def _mine(lead: Lead) -> QuerySet[Conversation]:
    return Conversation.objects.for_tenant(lead.tenant_id).filter(lead_id=lead.pk)


def _talked(lead: Lead) -> QuerySet[Conversation]:
    """Whatever was said, a conversation that is on record has a summary."""
    return _mine(lead).exclude(summary="")


def _recorded(lead: Lead) -> list[Old]:
    tenant_id, lead_id = lead.tenant_id, lead.pk
    talks = Conversation.objects.for_tenant(tenant_id).filter(lead_id=lead_id).exclude(recording="")
    ours = [Old(tenant_id, lead_id, each.call_id, each.pk, each.recording, is_carriers=False) for each in talks]
    carriers = Recording.objects.for_tenant(tenant_id).filter(lead_id=lead_id, deleted_at=None)
    return ours + [Old(tenant_id, lead_id, each.call_id, each.pk, each.name, is_carriers=True) for each in carriers]
