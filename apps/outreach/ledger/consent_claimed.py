"""What a keeper of certificates answered: beside the proof, on the timeline, and the end of its step, at once."""

from datetime import datetime

import orjson

from apps.integrations.consent.base import Claim
from apps.integrations.models import Connection
from apps.outreach.models import Step
from apps.outreach.outcomes import LostLease
from apps.tenants import access

from . import of_step


def enter(step: Step, connection: Connection, claim: Claim, *, now: datetime) -> None:
    """Write it down once. Raises `LostLease`."""
    facts = {"vendor": connection.vendor, "proof": step.params["proof"], "reason": claim.reason}
    weakens = {"weakens": True} if claim.disproves else {}
    until = {"kept_until": claim.expires_at.isoformat()} if claim.expires_at else {}
    values: dict[str, object] = {
        "tenant": step.tenant_id,
        "step": step.pk,
        "fence": step.fence,
        "proof": step.params["proof"],
        "vendor": connection.vendor,
        "is_kept": claim.is_kept,
        "reason": claim.reason[:300],
        "disproves": claim.disproves,
        "reference": claim.reference,
        "external_id": claim.reference,
        "expires_at": claim.expires_at,
        "answer": orjson.dumps(claim.answer).decode(),
        "digest": claim.digest,
        "kind": "consent.kept" if claim.is_kept else "consent.failed",
        "facts": orjson.dumps(facts | weakens | until).decode(),
        "now": now,
    }
    if not access.fetch(_ENTER, values, tenant_id=step.tenant_id):
        raise LostLease


_ENTER = f"""
WITH settled AS ({of_step.DONE}), claimed AS (
    INSERT INTO compliance_consentclaim
        (tenant_id, proof_id, vendor, is_kept, disproves, reason, reference, expires_at, answer, digest, claimed_at)
    SELECT tenant_id, %(proof)s::uuid, %(vendor)s, %(is_kept)s, %(disproves)s, %(reason)s, %(reference)s,
           %(expires_at)s::timestamptz, %(answer)s::jsonb, %(digest)s, %(now)s::timestamptz
    FROM settled
    ON CONFLICT DO NOTHING
), told AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    SELECT tenant_id, lead_id, %(kind)s, %(now)s::timestamptz, %(facts)s::jsonb, 'step:' || id
    FROM settled
    ON CONFLICT DO NOTHING
)
SELECT id FROM settled
"""  # noqa: S608 - made of constants
