"""The walls' questions to the ledger of dials: as columns of the gate's reading, and as a condition of the intent."""

from .dials import Walls

_COUNTS = "d.state IN ('reserved', 'settled')"


def _numbers(which: str, *, most: str, tenant: str, phone: str, at: str) -> str:
    """How many other new numbers were contacted within the hour, counted a little beyond the wall; 0 where none is.

    A new number has two rows at most: a text that failed was no contact, and its row is let go a moment later.
    """
    return f"""(SELECT count(DISTINCT new.phone) FROM (
        SELECT d.phone FROM calls_dial d
        WHERE d.tenant_id = {tenant} AND {which} AND d.is_new AND {_COUNTS} AND d.phone <> {phone}
          AND d.reserved_at > {at} - interval '1 hour' LIMIT 2 * {most}) AS new)"""  # noqa: S608 - made of constants


def _spent(since: str, *, tenant: str) -> str:
    """Micro-units settled, and reserved for what is not over; without the step's own."""
    return f"""(SELECT COALESCE(sum(s.micros), 0)::bigint FROM calls_spend s
     WHERE s.tenant_id = {tenant} AND s.quarter >= {since})
     - COALESCE((SELECT COALESCE(d.settled_micros, d.estimate_micros) FROM calls_dial d
                 WHERE d.tenant_id = {tenant} AND d.step_id = %(step)s AND {_COUNTS} AND d.reserved_at >= {since}
                ), 0)"""  # noqa: S608 - made of constants


# Of every tenant, so in the platform's view, before the statement that asks for it and in the same transaction.
PLATFORM_SPENT = """
SELECT set_config('app.platform_spent', COALESCE(sum(s.micros), 0)::text, true)
FROM calls_spend s WHERE s.quarter >= %(since)s
"""
_PLATFORM_SPENT = "COALESCE(NULLIF(current_setting('app.platform_spent', true), '')::bigint, 0)"


def _wall(column: str) -> str:
    """The tenant's own, or the widest default: a demo has none (`walls.defaults`)."""
    usual = Walls._meta.get_field(column).default  # type: ignore[union-attr]  # it is a column
    return f"CASE WHEN w.id IS NULL AND t.is_demo THEN 0 ELSE COALESCE(w.{column}, {usual}) END"


_OF_LEAD = {"tenant": "l.tenant_id", "phone": "l.phone", "at": "%(at)s::timestamptz"}
# For a statement over `leads_lead l` and `tenants_tenant t`, with `JOINS`.
COLUMNS = f"""
    l.source_id, CASE WHEN source.paused_at IS NOT NULL THEN source.paused_reason END,
    t.is_demo, t.created_at, t.time_zone, l.received_at >= t.leads_held_from AND NOT l.is_test, t.calls_held,
    w.countries, w.numbers_per_prefix, w.numbers_per_source, w.numbers_when_new,
    w.call_micros, w.hour_micros, w.day_micros,
    EXISTS (SELECT FROM calls_clearance c WHERE c.tenant_id = l.tenant_id AND c.step_id = %(step)s),
    EXISTS (SELECT FROM calls_call c WHERE c.tenant_id = l.tenant_id AND c.phone = l.phone AND c.state <> 'released'
            AND c.step_id IS DISTINCT FROM %(step)s)
    OR EXISTS (SELECT FROM calls_message m WHERE m.tenant_id = l.tenant_id AND m.phone = l.phone
               AND m.direction = 'out' AND m.state <> 'failed' AND m.step_id IS DISTINCT FROM %(step)s),
    {_numbers("d.prefix = left(l.phone, -4)", most=_wall("numbers_per_prefix"), **_OF_LEAD)},
    {_numbers("d.source_id = l.source_id", most=_wall("numbers_per_source"), **_OF_LEAD)},
    {_numbers("true", most=_wall("numbers_when_new"), **_OF_LEAD)},
    {_spent("date_trunc('hour', %(at)s::timestamptz, 'UTC')", tenant="l.tenant_id")},
    {_spent("date_trunc('day', %(at)s::timestamptz, t.time_zone)", tenant="l.tenant_id")},
    {_PLATFORM_SPENT}
"""  # noqa: S608 - made of constants
JOINS = """
LEFT JOIN calls_walls w ON w.tenant_id = l.tenant_id
JOIN leads_source source ON source.tenant_id = l.tenant_id AND source.id = l.source_id
"""

_OURS = {"tenant": "%(tenant)s", "phone": "%(phone)s::varchar", "at": "%(now)s::timestamptz"}


def _is_free(wall: str, which: str) -> str:
    most = f"%(most_{wall})s::int"
    return f"({most} = 0 OR {_numbers(which, most=most, **_OURS)} < {most})"


# One row, if the call still fits; with `Room.params`, and `Room.locks` held.
HAS_ROOM = f"""
SELECT true AS has_room
WHERE {_is_free("prefix", "d.prefix = %(prefix)s::varchar")}
  AND {_is_free("source", "d.source_id = %(source)s::bigint")}
  AND {_is_free("tenant", "true")}
  AND (%(most_hour)s::bigint = 0
       OR {_spent("%(hour_from)s::timestamptz", tenant="%(tenant)s")} + %(cost)s::bigint <= %(most_hour)s::bigint)
  AND (%(most_day)s::bigint = 0
       OR {_spent("%(day_from)s::timestamptz", tenant="%(tenant)s")} + %(cost)s::bigint <= %(most_day)s::bigint)
  AND (%(most_platform)s::bigint = 0 OR {_PLATFORM_SPENT} + %(cost)s::bigint <= %(most_platform)s::bigint)
"""


def reserve(since: str) -> str:
    """The reservation of the step in `held`, once `since` has a row. A step that is tried again has one row."""
    return f"""
INSERT INTO calls_dial (tenant_id, step_id, lead_id, source_id, phone, prefix, is_new, state, blocked_by, rate_micros,
                        estimate_micros, reserved_at)
SELECT held.tenant_id, held.id, held.lead_id, %(source)s::bigint, %(phone)s::varchar, %(prefix)s::varchar,
       %(is_new)s::boolean, 'reserved', '', %(rate)s::bigint, %(cost)s::bigint, %(now)s::timestamptz
FROM held, {since}
ON CONFLICT (tenant_id, step_id) DO UPDATE
SET state = 'reserved', blocked_by = '', rate_micros = EXCLUDED.rate_micros, settled_micros = NULL,
    estimate_micros = EXCLUDED.estimate_micros, reserved_at = EXCLUDED.reserved_at, is_new = EXCLUDED.is_new
"""  # noqa: S608 - made of constants
