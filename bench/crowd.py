"""A hundred thousand leads at one company: the demo's own stories of it, told again and again under other names."""

import sys
import time
from collections.abc import Mapping

import psycopg
from psycopg import sql

LEADS = 100_000
# Ids of the copies lie above those that are there, each copy in a span of its own.
_SPAN = 10_000_000
# A day holds all copies of one moment, so that the days look as they did.
_DAY_MS = 86_400_000
# In the order in which they refer to each other, with what puts a table's rows into the order of their time.
_TABLES: Mapping[str, str] = {
    "leads_lead": "received_at",
    "intake_delivery": "received_at",
    "outreach_step": "created_at",
    "calls_call": "created_at",
    "compliance_gatedecision": "decided_at",
    "calls_callattempt": "intent_at",
    "calls_message": "created_at",
    "calls_email": "created_at",
    "calls_cost": "id",
    "leads_known": "created_at",
    "leads_event": "occurred_at",
}
_SHARED = frozenset({"tenant_id", "source_id", "connection_id", "number_id"})
# What must be unique in the whole database, or at the company.
_UNIQUE = frozenset({"token", "key", "idempotency_key", "provider_id", "record_id", "message_id", "external_id"})

# The copy of a uuid7 keeps its kind: where rows lie in an index depends on it.
_FUNCTIONS = """
CREATE FUNCTION pg_temp.shifted(id uuid, copy int, ms bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint - ms) & 281474976710655),
                 12, '0') || '7' || left(md5(id::text || copy), 3) || '8' || substr(md5(id::text || copy), 4, 15))::uuid
$$;
CREATE TEMP TABLE phones AS
SELECT phone, left(phone, 5) AS area, row_number() OVER (ORDER BY phone) AS number
FROM (SELECT DISTINCT phone FROM leads_lead WHERE tenant_id = %(tenant)s AND phone <> '') p;
CREATE FUNCTION pg_temp.another(phone text, copy int) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT COALESCE((SELECT area || (2000000 + number * 1000 + copy) FROM pg_temp.phones p WHERE p.phone = $1), $1)
$$;
"""
_FACTS = """t.facts
    || CASE WHEN t.facts ? 'call'
        THEN jsonb_build_object('call', pg_temp.shifted((t.facts->>'call')::uuid, c.copy, c.ms)) ELSE '{}' END
    || CASE WHEN t.facts ? 'step' THEN jsonb_build_object('step', (t.facts->>'step')::bigint + c.ids) ELSE '{}' END"""
# Of those who answered some qualify and some book: the demo's past was told before there were agents.
_TALKED = """
CREATE TEMP TABLE talked AS
SELECT c.id AS call_id, c.lead_id, c.answered_at, c.ended_at, row_number() OVER (ORDER BY c.answered_at, c.id) AS number
FROM calls_call c WHERE c.tenant_id = %(tenant)s AND c.state = 'completed' AND c.answered_by = '';
INSERT INTO calls_conversation (id, script_version_id, state, ticket_hash, ticket_until, created_at, opened_at,
    closed_at, disposition, score, is_qualified, answers, reasons, notes, summary, transfer_to, recording, call_id,
    lead_id, tenant_id)
SELECT gen_random_uuid(), (SELECT min(id) FROM scripts_scriptversion WHERE tenant_id = %(tenant)s), 'closed',
       md5(call_id::text), answered_at, answered_at, answered_at, ended_at, 'qualified', 60, number %% 3 = 0, '[]',
       '[]', '[]', '', '', '', call_id, lead_id, %(tenant)s
FROM talked;
INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, recorded_at, facts, origin)
SELECT %(tenant)s, lead_id, 'lead.qualified', ended_at, ended_at, jsonb_build_object('call', call_id), call_id::text
FROM talked WHERE number %% 3 = 0;
INSERT INTO appointments_appointment (id, call_id, calendar, what, starts_at, ends_at, zone, state, held_until, token,
    booked_at, connection_id, lead_id, tenant_id)
SELECT gen_random_uuid(), call_id, 'crowd ' || number, 'Visit', answered_at + interval '3 days',
       answered_at + interval '3 days 1 hour', 'America/Chicago', 'booked', answered_at, md5(call_id::text),
       ended_at, (SELECT min(id) FROM integrations_connection WHERE tenant_id = %(tenant)s), lead_id, %(tenant)s
FROM talked WHERE number %% 6 = 0;
INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, recorded_at, facts, origin)
SELECT %(tenant)s, lead_id, 'appointment.booked', ended_at, ended_at, '{}', call_id::text
FROM talked WHERE number %% 6 = 0;
"""


def gather(superuser_url: str, *, tenant: int, leads: int = LEADS) -> int:
    """Multiply the tenant's past until it has so many leads; how many events it has then. Takes about two minutes."""
    with psycopg.connect(superuser_url, autocommit=True, options=_UNHELD) as connection:
        connection.execute(_bound(_FUNCTIONS, tenant))
        (told,) = connection.execute("SELECT count(*) FROM leads_lead WHERE tenant_id = %s", [tenant]).fetchone() or ()
        copies = -(-leads // told) - 1
        for table, order in _TABLES.items():
            began = time.monotonic()
            connection.execute(_copied(connection, table, order=order), {"tenant": tenant, "copies": copies})
            print(f"  {table}: {time.monotonic() - began:.0f} s", file=sys.stderr)
        connection.execute(_bound(_TALKED, tenant))
        # No trigger has left a mark.
        connection.execute("INSERT INTO leads_stirred (tenant_id, lead_id) SELECT tenant_id, id FROM leads_lead")
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
        (events,) = (
            connection.execute("SELECT count(*) FROM leads_event WHERE tenant_id = %s", [tenant]).fetchone() or ()
        )
    return int(events)


# No policy, trigger or foreign key holds it up.
_UNHELD = "-c session_replication_role=replica -c work_mem=256MB -c maintenance_work_mem=256MB"


def _bound(script: str, tenant: int) -> sql.SQL:
    """Several commands at once take no parameters."""
    return sql.SQL(script.replace("%(tenant)s", str(int(tenant))).replace("%%", "%"))


def _copied(connection: psycopg.Connection, table: str, *, order: str) -> sql.Composed:
    rows = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s",
        [table],
    ).fetchall()
    columns = [(name, kind) for name, kind in rows if (name, kind) != ("id", "bigint") or table == "outreach_step"]
    return sql.SQL(_COPY).format(
        table=sql.Identifier(table),
        columns=sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns),
        values=sql.SQL(", ").join(sql.SQL(_value(name, kind)) for name, kind in columns),
        order=sql.SQL(_value(order, "bigint" if order == "id" else "timestamp")),
        span=sql.Literal(_SPAN),
        day=sql.Literal(_DAY_MS),
    )


_COPY = """
INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE
SELECT {values} FROM {table} t CROSS JOIN LATERAL (
    SELECT copy, copy * ({day} / %(copies)s)::bigint AS ms, copy * {span}::bigint AS ids
    FROM generate_series(1, %(copies)s) copy
) c WHERE t.tenant_id = %(tenant)s ORDER BY {order}
"""


def _value(name: str, kind: str) -> str:
    """How a copy's column is made from the story's."""
    if name in _SHARED:
        return f"t.{name}"
    if name == "facts":
        return _FACTS
    if name == "phone":
        return "pg_temp.another(t.phone, c.copy)"
    if name == "state":
        # Nobody is to carry it out.
        return "CASE t.state WHEN 'ready' THEN 'cancelled' ELSE t.state END"
    return _by_kind(name, kind)


def _by_kind(name: str, kind: str) -> str:
    moved = "make_interval(secs => c.ms / 1000.0)"
    if kind == "uuid":
        return f"pg_temp.shifted(t.{name}, c.copy, c.ms)"
    if kind.startswith("timestamp"):
        return f"t.{name} - {moved}"
    if kind == "tstzrange":
        return f"tstzrange(lower(t.{name}) - {moved}, upper(t.{name}) - {moved})"
    if name in ("id", "step_id"):
        return f"t.{name} + c.ids"
    if name in _UNIQUE:
        return f"CASE t.{name} WHEN '' THEN '' ELSE left(md5(t.{name} || c.copy), 32) END"
    if name == "email":
        return "CASE t.email WHEN '' THEN '' ELSE c.copy || '.' || t.email END"
    return f"t.{name}"
