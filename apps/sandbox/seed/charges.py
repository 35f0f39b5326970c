"""What the history's calls and texts were charged, at the pretend carrier's own prices."""

from django.db import connection

from apps.sandbox.carrier import prices
from apps.sandbox.carrier.texting import UNITS_A_SEGMENT

# The carrier's prices are in hundredths of a cent.
_MICROS = 100


def write(*, tenant_id: int) -> None:
    """For all that is over, in the caller's transaction."""
    values = {
        "tenant": tenant_id,
        "minute": prices.A_MINUTE * _MICROS,
        "segment": prices.A_SEGMENT * _MICROS,
        "units": UNITS_A_SEGMENT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CALLS, values)
        cursor.execute(_TEXTS, values)


_CALLS = """
INSERT INTO calls_cost (tenant_id, lead_id, call_id, service, connection_id, state, micros, basis, over_at)
SELECT tenant_id, lead_id, id, 'call', connection_id, 'reported',
       %(minute)s * ceil(COALESCE(talk_seconds, 0) / 60.0), 'listed', ended_at
FROM calls_call WHERE tenant_id = %(tenant)s AND ended_at IS NOT NULL AND provider_id <> ''
"""
_TEXTS = """
INSERT INTO calls_cost (tenant_id, lead_id, message_id, service, connection_id, state, micros, basis, over_at)
SELECT tenant_id, lead_id, id, 'text', connection_id, 'reported',
       %(segment)s * (1 + length(body) / %(units)s), 'listed', sent_at
FROM calls_message
WHERE tenant_id = %(tenant)s AND direction = 'out' AND sent_at IS NOT NULL AND provider_id <> ''
"""
