"""Use case: what follows a conversation, whichever is told first: that it is over, or that the call is.

Runs in the caller's transaction; told twice it changes nothing.
"""

import uuid
from datetime import datetime, timedelta

from apps.calls.models import Call, Conversation
from apps.tenants import access

from . import abandonment, follow_up, missed, retell

# After the call's end; a voice process that lives writes within a second.
PATIENCE = timedelta(seconds=30)


def of_call(call: Call) -> bool:
    """The carrier's last word: false if a conversation in it is still to be put on record, which then tells."""
    conversation = _locked(call)
    return conversation is None or conversation.is_over


def of_conversation(call: Call, *, now: datetime) -> None:
    """The conversation is on record: the CRM is told, and if the call is over as well, what follows is due."""
    on_record = Conversation.objects.of_call(call.tenant_id, call.pk).filter(state=Conversation.State.OVER)
    for conversation in on_record:
        retell.promise(conversation, now=now)
    if call.ended_at:
        abandonment.judge(call, now=now)
        if call.came_in:
            missed.after_end(call, now=now)
        follow_up.after_call_ended(call, now=now)


def broke_off(tenant_id: int, call_id: uuid.UUID | str, *, reason: str, now: datetime) -> None:
    """Our side failed: nobody knows what was said, the lead is still to be reached."""
    call = Call.objects.select_for_update().get(tenant_id=tenant_id, pk=call_id)
    unfinished = Conversation.objects.of_call(tenant_id, call_id).filter(closed_at=None)
    # How it was to end was said before the stream was closed, if it came so far.
    unfinished.filter(disposition="").update(disposition="failed")
    if unfinished.update(state=Conversation.State.BROKEN, closed_at=now):
        call.lead.tell("conversation.broken", at=now, origin=str(call.pk), call=str(call.pk), reason=reason)
        of_conversation(call, now=now)


def close_abandoned(*, now: datetime) -> int:
    """Conversations that nobody put on record though their call is over: a voice process died. Returns how many."""
    since = {"before": now - PATIENCE}
    found = access.fetch(_ABANDONED, since, tenant_id=access.EVERY_TENANT)
    for tenant_id, call_id in found:
        with access.as_tenant(tenant_id):
            broke_off(tenant_id, call_id, reason="the voice process was gone", now=now)
    return len(found)


_ABANDONED = """
SELECT v.tenant_id, v.call_id FROM calls_conversation v
JOIN calls_call c ON c.tenant_id = v.tenant_id AND c.id = v.call_id
WHERE v.closed_at IS NULL AND c.ended_at < %(before)s::timestamptz LIMIT 100
"""


def _locked(call: Call) -> Conversation | None:
    return Conversation.objects.of_call(call.tenant_id, call.pk).select_for_update().first()
