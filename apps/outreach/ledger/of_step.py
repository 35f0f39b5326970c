"""A step's part in a statement that writes what the step did: only who holds its fence writes anything."""

_MINE = "tenant_id = %(tenant)s AND id = %(step)s AND fence = %(fence)s AND state = 'leased'"

# Before something is sent, in a statement that has `decision`: nobody else has the step, and the gate allows it.
HELD = f"""
    UPDATE outreach_step SET connection_id = %(connection)s
    WHERE {_MINE} AND EXISTS (SELECT FROM decision)
    RETURNING tenant_id, id, lead_id, attempt, fence
"""  # noqa: S608 - made of constants
# Its effect has happened; `external_id` is the vendor's.
DONE = f"""
    UPDATE outreach_step
    SET state = 'done', done_at = %(now)s::timestamptz, lease_until = NULL, external_id = left(%(external_id)s, 120),
        last_error = ''
    WHERE {_MINE}
    RETURNING tenant_id, id, lead_id
"""  # noqa: S608 - made of constants
