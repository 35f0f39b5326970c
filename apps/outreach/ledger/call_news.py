"""A carrier's news of a call that is known by its id: the call, its lead, its step and the timeline, at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from apps.calls.models import Call, CallAttempt
from apps.integrations.telephony.base import CallNews, CallStatus
from apps.leads import states
from apps.leads.models import Lead
from apps.leads.states import State
from apps.outreach import kit
from apps.outreach.models import Playbook
from apps.tenants import access

MACHINES = ("machine", "voicemail", "fax")


@dataclass(frozen=True)
class Stands:
    """The call after the news. `first_name` is the lead's."""

    lead_id: UUID
    first_name: str
    step_id: int
    phone: str
    caller_id: str
    state: str
    answered_at: datetime | None
    ended_at: datetime | None
    crm_record_id: str


def enter(attempt: CallAttempt, news: CallNews, *, at: datetime, now: datetime) -> Call | None:
    """Take the news in; twice or late changes nothing. None if the call is not known by the news's id (yet).

    Runs in the caller's transaction, or in one of its own. Closes the call's step where the news ends the call.
    """
    values: dict[str, object] = {
        "tenant": attempt.tenant_id,
        "call": attempt.call_id,
        "attempt": attempt.pk,
        "provider_id": news.provider_id,
        "status": news.status.value,
        "rank": news.status.rank,
        "is_final": news.status.is_final,
        "at": at,
        "now": now,
        "cause": news.cause[:200],
        "talk_seconds": news.talk_seconds,
        "answered_by": news.answered_by,
        "attestation": news.attestation,
        "sip_code": news.sip_code,
        "facts": _facts(attempt, news),
        "engaging": [state.value for state in states.leading_to(State.ENGAGED)],
        "machines": list(MACHINES),
        "is_bridged": kit.of(attempt.tenant_id, now=now).playbook.bridging != Playbook.Bridging.DIRECT,
    }
    rows = access.fetch(_ENTER, values, tenant_id=attempt.tenant_id)
    return _as_it_stands(attempt, Stands(*rows[0])) if rows else None


def _facts(attempt: CallAttempt, news: CallNews) -> str:
    facts: dict[str, object] = {"call": str(attempt.call_id), "cause": news.cause, "talk_seconds": news.talk_seconds}
    facts |= {"answered_by": news.answered_by, "attestation": news.attestation}
    return orjson.dumps({key: value for key, value in facts.items() if value not in ("", None)}).decode()


def _as_it_stands(attempt: CallAttempt, stands: Stands) -> Call:
    """The attempt's own call, with what is known of it now; its lead is a reference with a name."""
    call = attempt.call
    for name in ("step_id", "phone", "caller_id", "state", "answered_at", "ended_at", "crm_record_id"):
        setattr(call, name, getattr(stands, name))
    call.lead = Lead(tenant_id=attempt.tenant_id, pk=stands.lead_id, first_name=stands.first_name)
    return call


_RANKS = {status.value: status.rank for status in CallStatus}
_RANK_OF_STATE = (
    "CASE c.state " + " ".join(f"WHEN '{name}' THEN {rank}" for name, rank in _RANKS.items()) + " ELSE -1 END"
)
_ENTER = f"""
WITH call AS (
    UPDATE calls_call c SET
        ringing_at = COALESCE(c.ringing_at, CASE WHEN %(status)s = 'ringing' THEN %(at)s::timestamptz END),
        answered_at = COALESCE(c.answered_at, CASE WHEN %(status)s = 'answered' THEN %(at)s::timestamptz END),
        answered_by = COALESCE(NULLIF(%(answered_by)s::text, ''), c.answered_by),
        attestation = COALESCE(NULLIF(%(attestation)s::text, ''), c.attestation),
        state = CASE WHEN %(rank)s::int > {_RANK_OF_STATE} THEN %(status)s ELSE c.state END,
        ended_at = CASE WHEN %(is_final)s::bool THEN COALESCE(c.ended_at, %(at)s::timestamptz) ELSE c.ended_at END,
        sip_code = COALESCE(c.sip_code, %(sip_code)s::smallint),
        cause = CASE WHEN %(is_final)s::bool AND c.ended_at IS NULL THEN %(cause)s ELSE c.cause END,
        talk_seconds = CASE WHEN %(is_final)s::bool AND c.ended_at IS NULL THEN %(talk_seconds)s::int
                            ELSE c.talk_seconds END,
        crm_record_id = CASE WHEN c.crm_record_id <> '' OR %(rank)s::int < 2 THEN c.crm_record_id ELSE COALESCE((
            SELECT k.record_id FROM leads_known k
            WHERE k.tenant_id = c.tenant_id AND k.lead_id = c.lead_id ORDER BY k.id LIMIT 1), '') END
    WHERE c.tenant_id = %(tenant)s AND c.id = %(call)s AND c.provider_id = %(provider_id)s
    RETURNING c.*
), told AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    SELECT tenant_id, lead_id, 'call.' || %(status)s::text, %(at)s::timestamptz, %(facts)s::jsonb,
           left(%(provider_id)s, 120)
    FROM call WHERE %(status)s <> 'queued'
    ON CONFLICT DO NOTHING
), engaged AS (
    UPDATE leads_lead l SET state = 'engaged' FROM call
    WHERE %(status)s = 'answered' AND call.answered_at IS NOT NULL
      -- Whom a rep is still to come in for has talked with nobody.
      AND NOT %(is_bridged)s::bool
      AND l.tenant_id = call.tenant_id AND l.id = call.lead_id AND l.state = ANY(%(engaging)s)
      AND NOT EXISTS (SELECT FROM unnest(%(machines)s::text[]) AS word WHERE position(word IN call.answered_by) > 0)
      -- Who answers our agent may be a machine all the same: the conversation tells.
      AND NOT EXISTS (
          SELECT FROM calls_callattempt a
          JOIN compliance_gatedecision d ON d.tenant_id = a.tenant_id AND d.id = a.decision_id
          WHERE a.tenant_id = call.tenant_id AND a.id = %(attempt)s AND d.inputs ->> 'artificial_voice' = 'true')
    RETURNING l.tenant_id, l.id, call.answered_at
), told_too AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    SELECT tenant_id, id, 'lead.engaged', answered_at, '{{"reason": "answered the call"}}', answered_at::text
    FROM engaged
    ON CONFLICT DO NOTHING
), closed AS (
    -- A worker that still holds the step's lease finds the end itself.
    UPDATE outreach_step s
    SET state = 'done', done_at = %(now)s::timestamptz, external_id = %(provider_id)s, last_error = ''
    FROM call WHERE %(is_final)s::bool AND s.tenant_id = call.tenant_id AND s.id = call.step_id
      AND s.state IN ('waiting', 'unknown')
)
SELECT call.lead_id, l.first_name, call.step_id, call.phone, call.caller_id, call.state, call.answered_at,
       call.ended_at, call.crm_record_id
FROM call JOIN leads_lead l ON l.tenant_id = call.tenant_id AND l.id = call.lead_id
"""  # noqa: S608 - made of constants
