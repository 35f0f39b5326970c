"""Use case: a person called us, and nobody talked with them: the timeline says so, and the team is told at once."""

from datetime import datetime

from apps.calls.models import Call, Conversation
from apps.integrations.models import Connection, Family

from . import dispatch, plan


def after_end(call: Call, *, now: datetime) -> None:
    """A call that came in is over, in the caller's transaction; told twice it changes nothing."""
    facts = {"call": str(call.pk), "talk_seconds": call.talk_seconds}
    if call.answered_at and not _broke_off(call):
        call.lead.tell("call.finished", at=call.ended_at or now, origin=call.provider_id, **facts)
        return
    call.lead.tell("call.missed", at=call.ended_at or now, origin=call.provider_id, **facts)
    told = Connection.objects.for_tenant(call.tenant_id).usable(Family.ALERTS)
    alerts = [plan.alert("call_missed", str(call.pk), each.pk) for each in told]
    dispatch.write(alerts, tenant_id=call.tenant_id, lead=call.lead)


def _broke_off(call: Call) -> bool:
    """Our agent took the call, and the voice process was full or gone."""
    talked = Conversation.objects.of_call(call.tenant_id, call.pk)
    return talked.filter(state=Conversation.State.BROKEN).exists()
