"""When a number was contacted before: as columns of the gate's reading, and as a condition of the intent.

An attempt that the carrier surely did not take was no contact; neither is the step's own, which is tried again.
"""

from datetime import timedelta

from apps.tenants import access

# The longest that any cap looks back.
LOOK_BACK = timedelta(hours=24)


def lock(tenant_id: int, phone: str) -> int:
    """Whoever writes an intent to contact the number holds it, so that `NO_OTHER` is true until that commits."""
    return access.lock(f"contact:{tenant_id}:{phone}")


def _calls(*, tenant: str, phone: str, step: str, since: str) -> str:
    return f"""calls_call c JOIN calls_callattempt a ON a.tenant_id = c.tenant_id AND a.call_id = c.id
     WHERE c.tenant_id = {tenant} AND c.phone = {phone} AND c.step_id IS DISTINCT FROM {step}
       AND c.direction = 'out' AND a.intent_at > {since} AND a.state <> 'not_placed'"""


def _texts(*, tenant: str, phone: str, step: str, since: str) -> str:
    return f"""calls_message m
     WHERE m.tenant_id = {tenant} AND m.phone = {phone} AND m.direction = 'out'
       AND m.step_id IS DISTINCT FROM {step} AND m.created_at > {since} AND m.state <> 'failed'"""


_OF_LEAD = {"tenant": "l.tenant_id", "phone": "l.phone", "step": "%(step)s", "since": "%(since)s"}
# For a statement over `leads_lead l`.
COLUMNS = f"""
    (SELECT array_agg(a.intent_at ORDER BY a.intent_at) FROM {_calls(**_OF_LEAD)}),
    (SELECT array_agg(m.created_at ORDER BY m.created_at) FROM {_texts(**_OF_LEAD)})"""  # noqa: S608 - made of constants

_OF_DECISION = {
    "tenant": "%(decision_tenant)s::bigint",
    "phone": "%(decision_phone)s::varchar",
    "step": "%(decision_step)s::bigint",
    "since": f"%(decision_at)s::timestamptz - interval '{LOOK_BACK // timedelta(hours=1)} hours'",
}
# Whether nobody has contacted the number since the decision read its facts; with `decisions.params`, behind `lock`.
NO_OTHER = f"""((SELECT count(*) FROM {_calls(**_OF_DECISION)}) + (SELECT count(*) FROM {_texts(**_OF_DECISION)})
    <= %(decision_contacts)s::int)"""  # noqa: S608 - made of constants
