"""Use case: a carrier tells of a recording: it is noted, and brought here by a step; told twice it changes nothing."""

from datetime import datetime

from apps.calls.models import Call, Recording
from apps.integrations.telephony.base import RecordingNews
from apps.leads.models import Lead
from apps.tenants import access

from . import dispatch, plan


def take(call: Call, news: RecordingNews, *, now: datetime) -> None:
    """In one transaction: the row, or why there is none, or not all of it, and the promise."""
    lead = Lead.reference(call.tenant_id, call.lead_id)
    with access.as_tenant(call.tenant_id):
        if reason := _reason(news):
            lead.tell("recording.failed", at=now, origin=news.recording_id, call=str(call.pk), reason=reason)
        if not news.is_there:
            return
        # Of words that were erased meanwhile nothing is brought here; the step has the carrier delete them, too.
        gone_at = now if lead.has_unsaid(since=call.created_at) else None
        of_call = {"lead_id": call.lead_id, "call_id": call.pk, "seconds": news.seconds, "made_at": now}
        row, is_new = Recording.objects.get_or_create(
            tenant_id=call.tenant_id,
            connection_id=call.connection_id,
            provider_id=news.recording_id,
            defaults=of_call | {"deleted_at": gone_at},
        )
        if is_new:
            dispatch.write([plan.recording(str(row.pk))], tenant_id=call.tenant_id, lead=lead)


def _reason(news: RecordingNews) -> str:
    """Why there is none, or not all of it; "" where it is whole."""
    if not news.is_there:
        return news.lack or "the carrier recorded nothing"
    return f"{news.lack}; what came before is kept" if news.lack else ""
