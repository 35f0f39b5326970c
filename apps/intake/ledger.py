"""The one statement that makes a submission durable: delivery, lead, events and steps, or none of them.

What decides between fresh, duplicate and blocked is read in the same statement, behind locks on the person's
number and address, so fifty copies that arrive at once still are one lead.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from apps.compliance.agreed import Agreed
from apps.core.queues import Ring
from apps.leads.capture import Captured
from apps.outreach.plan import Planned
from apps.tenants import access
from apps.tenants.access import Statement

from . import together

# Before a sender's own id of a submission among the keys: no header can hold this letter. Other bytes under the same
# key are a conflict; under the same id they are the same lead, told again.
OF_SENDER = "№"


@dataclass(frozen=True)
class Parcel:
    """A request as it came. `headers` are those worth keeping, `body` is every byte."""

    delivery_id: UUID
    tenant_id: int
    source_id: int
    received_at: datetime
    content_type: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    idempotency_key: str = ""

    def of_submission(self, external_id: str) -> "Parcel":
        """The request under its sender's own id of the submission, unless a key came with it."""
        return self if self.idempotency_key else replace(self, idempotency_key=f"{OF_SENDER}{external_id}")

    def another(self, nth: int) -> "Parcel":
        """The same request, kept again for the nth person in it."""
        key = f"{self.idempotency_key}#{nth}" if self.idempotency_key else ""
        return replace(self, delivery_id=uuid7(), idempotency_key=key)


@dataclass(frozen=True)
class Fact:
    """An event to write if capture comes out as one of `outcomes`."""

    kind: str
    at: datetime
    facts: Mapping[str, object]
    outcomes: Sequence[str]
    origin: str = ""


@dataclass(frozen=True)
class Promises:
    """What a submission brings with it beside the person: facts for the timeline, steps, and what was agreed to."""

    facts: Sequence[Fact]
    steps: Sequence[Planned]
    agreed: Agreed | None = None


@dataclass(frozen=True)
class Entered:
    """`outcome`: fresh, blocked (do-not-call), duplicate, repeated (same key and body) or conflict (same key)."""

    outcome: str
    lead_id: UUID
    rings: Sequence[Ring]


def enter(
    parcel: Parcel,
    captured: Captured,
    *,
    lead_id: UUID,
    window: timedelta,
    promises: Promises,
) -> Entered:
    """Make the submission durable; when this returns, Postgres has it. Raises Django's database errors."""
    values = (
        _parcel_values(parcel)
        | _person_values(captured)
        | {"lead": lead_id, "since": parcel.received_at - window}
        | {"events": _json(promises.facts), "steps": _json(promises.steps)}
        | {"agreed": _proof(parcel, captured, promises.agreed)}
    )
    rows = together.fetch(Statement(_ENTER, values, parcel.tenant_id, _locks(parcel, captured)))
    outcome, known_id, step_rings = rows[0]
    return Entered(outcome, known_id, [(queue, step_id) for queue, step_id in step_rings or ()])


def set_aside(parcel: Parcel, *, state: str, problems: Mapping[str, str]) -> None:
    """Keep a request that no lead could be made of, for a person to look at.

    It holds no key: sent again once it can be read, it is a lead. The key stays among its headers.
    """
    values = _parcel_values(parcel) | {"state": state, "problems": _json(problems)}
    access.fetch(_SET_ASIDE, values, tenant_id=parcel.tenant_id)


def _parcel_values(parcel: Parcel) -> dict[str, object]:
    return {
        "delivery": parcel.delivery_id,
        "tenant": parcel.tenant_id,
        "source": parcel.source_id,
        "received_at": parcel.received_at,
        "content_type": parcel.content_type[:200],
        "query": parcel.query,
        "headers": _json(parcel.headers),
        "body": parcel.body,
        "digest": hashlib.sha256(parcel.body).digest(),
        "key": parcel.idempotency_key,
    }


def _person_values(captured: Captured) -> dict[str, object]:
    return {
        "first_name": captured.first_name,
        "last_name": captured.last_name,
        "email": captured.email,
        "phone": captured.phone,
        "answers": _json(captured.answers),
        "campaign": _json(captured.campaign),
        "problems": _json(captured.problems),
        "is_test": captured.is_test,
        "submitted_at": captured.submitted_at,
    }


def _proof(parcel: Parcel, captured: Captured, agreed: Agreed | None) -> str | None:
    """A row by its columns, but for the lead; NULL for the many forms that say nothing of consent.

    One parameter keeps `_ENTER` below the 4,096 characters up to which psycopg remembers what it has parsed.
    """
    if agreed is None:
        return None
    of = {"id": parcel.delivery_id, "tenant_id": parcel.tenant_id, "received_at": parcel.received_at}
    person = {"phone": captured.phone, "email": captured.email, "submitted_at": captured.submitted_at}
    return _json(agreed.__dict__ | {"level": int(agreed.level), "ip": agreed.ip[:100]} | of | person)


def _locks(parcel: Parcel, captured: Captured) -> list[int]:
    """One lock a way to know the person again."""
    ways = (("phone", captured.phone), ("email", captured.email), (f"key{parcel.source_id}", parcel.idempotency_key))
    return [access.lock(f"{parcel.tenant_id}:{kind}:{value}") for kind, value in ways if value]


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


_DELIVERY_COLUMNS = """
    (id, tenant_id, source_id, lead_id, state, received_at, content_type, query, headers, body, body_digest,
     idempotency_key, problems)
"""
_SET_ASIDE = f"""
INSERT INTO intake_delivery {_DELIVERY_COLUMNS}
VALUES (%(delivery)s, %(tenant)s, %(source)s, NULL, %(state)s, %(received_at)s, %(content_type)s, %(query)s,
        %(headers)s::jsonb, %(body)s, %(digest)s, '', %(problems)s::jsonb)
RETURNING id
"""  # noqa: S608 - made of constants
# `alike` has those who may be the same person: a lead that nobody calls, a test or of a list that is not called, stands
# in for none who is to be called. Who brings a number is not `known` by the address of somebody who brought none.
_ENTER = f"""
WITH repeated AS (
    SELECT lead_id, body_digest = %(digest)s AS is_same FROM intake_delivery
    WHERE %(key)s::text <> '' AND tenant_id = %(tenant)s AND source_id = %(source)s AND idempotency_key = %(key)s
      AND idempotency_key <> ''
), quiet AS (
    SELECT source_id FROM intake_leadlist WHERE tenant_id = %(tenant)s AND NOT is_called
), alike AS NOT MATERIALIZED (
    SELECT id, phone, email, received_at FROM leads_lead
    WHERE tenant_id = %(tenant)s AND received_at > %(since)s AND is_test = %(is_test)s
      AND (source_id NOT IN (TABLE quiet) OR %(source)s IN (TABLE quiet))
), known AS (
    (SELECT * FROM alike WHERE phone = %(phone)s AND phone <> '' ORDER BY received_at LIMIT 1)
    UNION ALL
    (SELECT * FROM alike WHERE email = %(email)s AND email <> '' AND (%(phone)s = '' OR phone <> '')
     ORDER BY received_at LIMIT 1)
    ORDER BY received_at LIMIT 1
), verdict AS MATERIALIZED (
    SELECT COALESCE((SELECT lead_id FROM repeated), (SELECT id FROM known), %(lead)s::uuid) AS lead_id,
           CASE WHEN EXISTS (SELECT FROM repeated WHERE NOT is_same)
                THEN CASE WHEN %(key)s::text LIKE '{OF_SENDER}%%' THEN 'duplicate' ELSE 'conflict' END
                WHEN EXISTS (SELECT FROM repeated) THEN 'repeated'
                WHEN EXISTS (SELECT FROM known) THEN 'duplicate'
                WHEN EXISTS (SELECT FROM compliance_dncentry
                             WHERE tenant_id = %(tenant)s AND phone = %(phone)s AND lifted_at IS NULL
                               AND closes = 'all') THEN 'blocked'
                ELSE 'fresh' END AS outcome,
           leadhub_now() AS moment
), delivered AS (
    INSERT INTO intake_delivery {_DELIVERY_COLUMNS}
    SELECT %(delivery)s, %(tenant)s, %(source)s, lead_id,
           CASE outcome WHEN 'duplicate' THEN 'duplicate' ELSE 'accepted' END, %(received_at)s, %(content_type)s,
           %(query)s, %(headers)s::jsonb, %(body)s, %(digest)s,
           CASE WHEN EXISTS (SELECT FROM repeated) THEN '' ELSE %(key)s END, %(problems)s::jsonb
    FROM verdict WHERE outcome IN ('fresh', 'blocked', 'duplicate')
), made AS (
    INSERT INTO leads_lead (id, tenant_id, source_id, state, first_name, last_name, email, phone, answers, campaign,
                            is_test, submitted_at, received_at)
    SELECT lead_id, %(tenant)s, %(source)s, CASE outcome WHEN 'blocked' THEN 'blocked' ELSE 'new' END,
           %(first_name)s, %(last_name)s, %(email)s, %(phone)s, %(answers)s::jsonb, %(campaign)s::jsonb,
           %(is_test)s, %(submitted_at)s, %(received_at)s
    FROM verdict WHERE outcome IN ('fresh', 'blocked')
), proven AS (
    INSERT INTO compliance_consentproof
    SELECT p.* FROM verdict, jsonb_populate_record(
        NULL::compliance_consentproof, %(agreed)s::jsonb || jsonb_build_object('lead_id', lead_id)) AS p
    WHERE %(agreed)s::jsonb IS NOT NULL AND outcome IN ('fresh', 'blocked', 'duplicate')
), told AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    SELECT %(tenant)s, lead_id, e.kind, e.at, e.facts, e.origin
    FROM verdict, jsonb_to_recordset(%(events)s::jsonb)
         AS e(kind text, at timestamptz, facts jsonb, origin text, outcomes jsonb)
    WHERE jsonb_exists(e.outcomes, outcome)
), promised AS (
    INSERT INTO outreach_step (tenant_id, lead_id, kind, queue, state, priority, key, params, connection_id, due_at)
    SELECT %(tenant)s, lead_id, s.kind, s.queue, 'ready', s.priority, s.key, s.params, s.connection_id,
           moment + s.delay_ms * interval '1 ms'
    FROM verdict, jsonb_to_recordset(%(steps)s::jsonb)
         AS s(kind text, queue text, priority int, key text, params jsonb, connection_id bigint, delay_ms int,
              outcomes jsonb)
    WHERE jsonb_exists(s.outcomes, outcome)
    RETURNING id, queue, due_at
)
SELECT outcome, lead_id,
       (SELECT json_agg(json_build_array(queue, id) ORDER BY queue DESC) FROM promised WHERE due_at <= moment)
FROM verdict
"""  # noqa: S608 - made of constants
