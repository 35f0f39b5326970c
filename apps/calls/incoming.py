"""The book of calls that come in: each once, with a token for its news. Nobody's leave is asked for what they do."""

from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.integrations.models import Connection
from apps.integrations.telephony.base import CallNews, InboundCall
from apps.leads.models import Lead

from .models import Call, CallAttempt, PoolNumber

# It keeps no number from being called: a range without a moment in it.
_NOTHING = DateTimeTZRange(empty=True)


def enter(connection: Connection, lead: Lead, came: InboundCall, *, now: datetime) -> tuple[CallAttempt, bool]:
    """Keep the call of this lead, in the caller's transaction; and whether it is news."""
    tenant_id = connection.tenant_id
    number = PoolNumber.objects.for_tenant(tenant_id).owned().filter(phone=came.called).first()
    call, is_new = Call.objects.get_or_create(
        tenant_id=tenant_id,
        provider_id=came.provider_id,
        direction=Call.Direction.IN,
        defaults={
            "lead": lead,
            "connection": connection,
            "phone": came.caller,
            "caller_id": came.called,
            "number": number,
            "reserved_for": _NOTHING,
            "state": Call.State.RINGING,
            "attestation": came.attestation,
            "placed_at": now,
            "ringing_at": now,
        },
    )
    call.connection, call.lead = connection, lead
    attempt, _ = CallAttempt.objects.get_or_create(
        tenant_id=tenant_id,
        call=call,
        defaults={"state": CallAttempt.State.PLACED, "provider_id": came.provider_id, "intent_at": now},
    )
    attempt.call = call
    return attempt, is_new


def locked(tenant_id: int, provider_id: str) -> Call | None:
    """The call under the carrier's id, in the caller's transaction."""
    mine = Call.objects.for_tenant(tenant_id).filter(direction=Call.Direction.IN, provider_id=provider_id)
    return mine.select_for_update(of=("self",)).select_related("lead").first()


def taken(call: Call, *, now: datetime) -> bool:
    """Somebody talks with them: our agent, or a rep; False if that was known."""
    mine = Call.objects.for_tenant(call.tenant_id).filter(pk=call.pk, answered_at=None, ended_at=None)
    return bool(mine.update(state=Call.State.ANSWERED, answered_at=now))


def ended(call: Call, news: CallNews, *, at: datetime) -> None:
    """The carrier's last word; a call that nobody of ours took is one that nobody answered."""
    call.ended_at, call.talk_seconds = at, news.talk_seconds
    call.state = Call.State.COMPLETED if call.answered_at else Call.State.NO_ANSWER
    call.save(update_fields=["ended_at", "talk_seconds", "state"])
