"""Use case: what a person said in their calls is erased on request; that they were called, and how it ended, stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from apps.calls import recordings
from apps.calls.models import Conversation, Recording, Turn
from apps.core.clock import Clock
from apps.leads.models import Lead
from apps.tenants import access

from . import retention
from .retention import Old

REASON = "erased on request"
_UNDER_WAY = (Conversation.State.EXPECTED, Conversation.State.OPEN)


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
    talked = list(_talked(lead).values_list("pk", "call_id"))
    Turn.objects.for_tenant(lead.tenant_id).filter(conversation__in=_mine(lead)).delete()
    _mine(lead).update(answers=[], reasons=[], notes=[], summary="")
    lead.unsay()
    for conversation_id, call_id in talked:
        lead.tell("words.erased", at=now, origin=str(conversation_id), call=str(call_id), by=by)
    return Words(len(talked), len(recorded))


def _require_silence(lead: Lead) -> None:
    if _mine(lead).filter(state__in=_UNDER_WAY, closed_at=None).exists():
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
