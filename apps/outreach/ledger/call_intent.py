"""That we are about to call: the number is reserved, the attempt and its grounds are written, or nothing is."""

from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import IntegrityError
from uuid_utils.compat import uuid7

from apps.calls import book, contacted_sql, reading, walls_sql
from apps.calls.models import Call, CallAttempt, new_token
from apps.calls.nearest import Chosen
from apps.compliance import decisions
from apps.integrations.models import Connection
from apps.outreach.models import Step
from apps.outreach.outcomes import LostLease
from apps.outreach.permit import Overtaken, Permit
from apps.tenants import access
from apps.tenants.access import Row, Statement

from . import of_step


@dataclass(frozen=True)
class Intent:
    """Who is called, for which step, by whose leave, and how. `number` is what the lead sees."""

    step: Step
    permit: Permit
    connection: Connection
    number: Chosen


def enter(intent: Intent, *, now: datetime) -> CallAttempt | None:
    """Commit the intent; nothing may be sent before this returns. None if the carrier has the step's call already.

    Raises `LostLease`, `Overtaken`, and `book.Taken` while another call to the number is under way.
    """
    step, lead, connection = intent.step, intent.permit.lead, intent.connection
    token = new_token()
    try:
        rows = _written(intent, token, now=now)
    except IntegrityError as error:
        raise book.taken(error) from error
    ((is_decided, is_held, call_id, attempt_id, crm_record_id),) = rows
    if not is_decided:
        raise Overtaken
    if not is_held:
        raise LostLease
    step.connection_id = connection.pk
    if attempt_id is None:
        return None
    call = Call(tenant_id=step.tenant_id, pk=call_id, lead=lead, step_id=step.pk, connection=connection)
    call.phone, call.caller_id, call.crm_record_id = lead.phone, intent.number.phone, crm_record_id
    return CallAttempt(tenant_id=step.tenant_id, pk=attempt_id, call=call, token=token, intent_at=now)


def _shown(number: Chosen) -> dict[str, str]:
    """What the timeline says of the choice, where there was one."""
    return {"number": f"from {number.phone}: {number.says}"} if number.says else {}


def _written(intent: Intent, token: str, *, now: datetime) -> list[Row]:
    """By one round trip, behind the locks of the number and of the walls that are near."""
    step, lead, room = intent.step, intent.permit.lead, intent.permit.room
    values: dict[str, object] = {
        "tenant": step.tenant_id,
        "step": step.pk,
        "fence": step.fence,
        "lead": lead.pk,
        "connection": intent.connection.pk,
        "call": uuid7(),
        "phone": lead.phone,
        "caller_id": intent.number.phone,
        "number": intent.number.id,
        "shown": orjson.dumps(_shown(intent.number)).decode(),
        "token": token,
        "now": now,
        "window": book.WINDOW,
        "gate": orjson.dumps(intent.permit.verdict.facts()).decode(),
        "vendor": intent.connection.vendor,
        **room.params(),
        **decisions.params(intent.permit.decision),
    }
    before = reading.platform_spent(now) if "platform" in room.narrow() else []
    locks = [*room.locks(step.tenant_id), contacted_sql.lock(step.tenant_id, lead.phone)]
    entry = Statement(_ENTER, values, step.tenant_id, locks)
    *_, rows = access.fetch_all([*before, entry])
    return rows


_HAS_ROOM = f"EXISTS (SELECT FROM room) AND {contacted_sql.NO_OTHER}"
_ENTER = f"""
WITH room AS MATERIALIZED ({walls_sql.HAS_ROOM}
), decision AS ({decisions.insert_if(_HAS_ROOM)}), held AS ({of_step.HELD}), call AS (
    INSERT INTO calls_call (tenant_id, id, lead_id, step_id, connection_id, phone, caller_id, number_id, reserved_for,
                            state, provider_id, cause, answered_by, attestation, crm_record_id)
    SELECT tenant_id, %(call)s::uuid, %(lead)s::uuid, id, %(connection)s, %(phone)s, %(caller_id)s, %(number)s::bigint,
           tstzrange(%(now)s::timestamptz, %(now)s::timestamptz + %(window)s::interval), 'reserved', '', '', '', '',
           COALESCE((SELECT k.record_id FROM leads_known k
                     WHERE k.tenant_id = held.tenant_id AND k.lead_id = held.lead_id ORDER BY k.id LIMIT 1), '')
    FROM held
    -- For another try, perhaps by another carrier: it will sign its news with its own key.
    ON CONFLICT (tenant_id, step_id) DO UPDATE
    SET connection_id = EXCLUDED.connection_id, caller_id = EXCLUDED.caller_id, state = 'reserved',
        number_id = EXCLUDED.number_id, reserved_for = EXCLUDED.reserved_for
    WHERE calls_call.provider_id = ''
    RETURNING tenant_id, id, crm_record_id
), attempt AS (
    INSERT INTO calls_callattempt (tenant_id, call_id, token, state, provider_id, intent_at, empty_looks, error,
                                   decision_id)
    SELECT call.tenant_id, call.id, %(token)s, 'intent', '', %(now)s::timestamptz, 0, '', decision.id
    FROM call, decision
    RETURNING id, call_id
), reserved AS ({walls_sql.reserve("attempt")}), told AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    SELECT tenant_id, lead_id, 'gate.allowed', %(now)s::timestamptz, %(gate)s::jsonb, 'step:' || id || ':' || fence
    FROM held
    UNION ALL
    SELECT tenant_id, lead_id, 'call.requested', %(now)s::timestamptz + interval '1 microsecond',
           jsonb_build_object('call', attempt.call_id, 'vendor', %(vendor)s::text, 'attempt', held.attempt)
               || %(shown)s::jsonb,
           attempt.id::text
    FROM held, attempt
    ON CONFLICT DO NOTHING
)
SELECT EXISTS (SELECT FROM decision), EXISTS (SELECT FROM held), (SELECT id FROM call), (SELECT id FROM attempt),
       (SELECT crm_record_id FROM call)
"""  # noqa: S608 - made of constants
