"""The book of calls: reserve, intend, record; what keeps a person from being called twice.

RELIABILITY 3.2: the intent is committed before the carrier hears of it, and every callback carries its token.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError

from apps.integrations.telephony.base import PlacedCall
from apps.leads.models import Known, Lead
from apps.tenants import access

from .models import Call, CallAttempt, Dial, Message

# Nobody at the tenant calls the same number again within this time, whatever came of the first call.
WINDOW = timedelta(minutes=10)


class Taken(Exception):
    """Another call to this number is under way, or was a moment ago."""


def taken(error: IntegrityError) -> Exception:
    """What it means that the book refused an entry: the number is in another call, or else what it says."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return Taken() if getattr(diagnosis, "constraint_name", "") == "one_call_a_number" else error


def message_by_token(token: str) -> Message | None:
    """Whose news a callback brings; of the message only its ids and its number are read."""
    rows = access.fetch(_MESSAGE, {"token": token}, tenant_id=access.EVERY_TENANT)
    names = ("tenant_id", "id", "lead_id", "step_id", "connection_id", "phone")
    return next((Message(**dict(zip(names, row, strict=True)), token=token) for row in rows), None)


_MESSAGE = "SELECT tenant_id, id, lead_id, step_id, connection_id, phone FROM calls_message WHERE token = %(token)s"


def by_token(token: str) -> CallAttempt | None:
    """Whose news a callback brings, by one look at two indexes; of the call only its ids are read."""
    rows = access.fetch(_ATTEMPT_AND_CALL, {"token": token}, tenant_id=access.EVERY_TENANT)
    for attempt_id, tenant_id, call_id, lead_id, step_id, connection_id, provider_id, intent_at, *more in rows:
        call = Call(tenant_id=tenant_id, pk=call_id, lead_id=lead_id, step_id=step_id, connection_id=connection_id)
        call.provider_id, (call.direction, call.phone) = provider_id, more
        return CallAttempt(tenant_id=tenant_id, pk=attempt_id, call=call, token=token, intent_at=intent_at)
    return None


_ATTEMPT_AND_CALL = """
SELECT a.id, a.tenant_id, c.id, c.lead_id, c.step_id, c.connection_id, c.provider_id, a.intent_at,
       c.direction, c.phone
FROM calls_callattempt a JOIN calls_call c ON c.tenant_id = a.tenant_id AND c.id = a.call_id
WHERE a.token = %(token)s
"""


def locked(attempt: CallAttempt) -> Call:
    """The attempt's call as it stands, locked; its lead is a reference, its connection the attempt's."""
    call = Call.objects.select_for_update().get(tenant_id=attempt.tenant_id, pk=attempt.call_id)
    call.lead = Lead.reference(call.tenant_id, call.lead_id)
    if call.connection_id == attempt.call.connection_id:
        call.connection = attempt.call.connection
    return call


def of_step(tenant_id: int, *, step_id: int) -> Call | None:
    """The step's call if there is one, locked: news of it waits for the caller's transaction."""
    calls = Call.objects.for_tenant(tenant_id).filter(step_id=step_id)
    if not calls.exists():
        return None
    return calls.select_for_update(of=("self",)).select_related("connection", "lead").first()


def may_have_rung(tenant_id: int, *, step_id: int) -> bool:
    """Whether the carrier may have had the step's call."""
    attempts = CallAttempt.objects.for_tenant(tenant_id).filter(call__step_id=step_id)
    return attempts.exclude(state=CallAttempt.State.NOT_PLACED).exists()


def placed(attempt: CallAttempt, found: PlacedCall, *, now: datetime, adopted: bool) -> Call:
    """The carrier has the call: bind it to the attempt and tell the timeline. Gives the call as it stands, locked."""
    call = locked(attempt)
    CallAttempt.objects.filter(pk=attempt.pk, tenant_id=attempt.tenant_id).update(
        state=CallAttempt.State.PLACED, provider_id=found.provider_id
    )
    if call.provider_id:
        return call
    call.provider_id, call.placed_at = found.provider_id, now
    call.state = Call.State.QUEUED if call.state in (Call.State.RESERVED, Call.State.RELEASED) else call.state
    call.save(update_fields=["provider_id", "placed_at", "state"])
    Dial.objects.of_step(call.tenant_id, call.step_id).reserve()
    know_record(call)
    call.lead.tell(
        "call.placed",
        at=now,
        origin=found.provider_id,
        call=str(call.pk),
        vendor=call.connection.vendor,
        provider_id=found.provider_id,
        adopted=adopted,
    )
    return call


def know_record(call: Call) -> None:
    """Put the CRM's id on the call if the CRM has the lead by now; the CRM's own step does it where it comes later."""
    if call.crm_record_id:
        return
    known = Known.objects.for_tenant(call.tenant_id).filter(lead_id=call.lead_id).order_by("id").first()
    if known:
        call.crm_record_id = known.record_id
        call.save(update_fields=["crm_record_id"])


def unknown(attempt: CallAttempt, *, reason: str) -> None:
    """The carrier may have taken it."""
    _set(attempt, CallAttempt.State.UNKNOWN, reason)


def not_placed(attempt: CallAttempt, *, reason: str) -> bool:
    """The carrier surely did not take it: the number is free again. False if its news has proved the contrary."""
    is_so = _set(attempt, CallAttempt.State.NOT_PLACED, reason)
    newer = CallAttempt.objects.filter(tenant_id=attempt.tenant_id, call_id=attempt.call_id, pk__gt=attempt.pk)
    if not newer.exists():  # else we are late, and the number is another worker's
        Call.objects.filter(tenant_id=attempt.tenant_id, pk=attempt.call_id, provider_id="").update(
            state=Call.State.RELEASED, cause=reason[:200]
        )
        if is_so:
            Dial.objects.of_step(attempt.tenant_id, attempt.call.step_id).release()
    return is_so


def latest(call: Call) -> CallAttempt:
    """The attempt that counts; an older one's news is late."""
    return CallAttempt.objects.filter(tenant_id=call.tenant_id, call=call).latest("pk")


def _set(attempt: CallAttempt, state: CallAttempt.State, reason: str) -> bool:
    # An attempt that a callback has adopted meanwhile stays placed.
    open_still = CallAttempt.objects.filter(pk=attempt.pk, tenant_id=attempt.tenant_id).exclude(
        state=CallAttempt.State.PLACED
    )
    return bool(open_still.update(state=state, error=reason[:300]))
