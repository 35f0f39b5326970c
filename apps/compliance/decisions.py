"""The record of a decision: made of facts and verdict, written in one's own statement or another's, judged again."""

import uuid
from collections.abc import Mapping
from typing import Any

import orjson
from pydantic import TypeAdapter

from .facts import Facts
from .models import GateDecision
from .verdict import Verdict

_FACTS = TypeAdapter(Facts)
# They have columns of their own.
_APART = {"at", "channel", "phone", "email"}


def insert_if(condition: str) -> str:
    """For a statement that writes more than the decision: `WITH decision AS (` + this + `), …`, with `params`.

    No row comes back where the condition fails, nor for an allowed decision that was overtaken by an opt-out: then
    write nothing else, and judge anew.
    """
    return f"""
INSERT INTO compliance_gatedecision
    (id, tenant_id, lead_id, step_id, channel, phone, email, allowed, reasons, inputs, pack_version, next_at,
     decided_at)
SELECT %(decision_id)s::uuid, %(decision_tenant)s::bigint, %(decision_lead)s::uuid, %(decision_step)s::bigint,
       %(decision_channel)s::varchar, %(decision_phone)s::varchar, %(decision_email)s::varchar,
       %(decision_allowed)s::boolean, %(decision_reasons)s::jsonb, %(decision_inputs)s::jsonb,
       %(decision_pack)s::varchar, %(decision_next_at)s::timestamptz, %(decision_at)s::timestamptz
WHERE {condition} AND NOT (%(decision_allowed)s::boolean AND EXISTS (
    SELECT FROM compliance_dncentry d
    WHERE d.tenant_id = %(decision_tenant)s::bigint AND d.phone = %(decision_phone)s::varchar AND d.lifted_at IS NULL
      AND d.closes IN ('all', %(decision_channel)s::varchar))
) AND NOT (%(decision_allowed)s::boolean AND EXISTS (
    SELECT FROM compliance_suppression s
    WHERE s.tenant_id = %(decision_tenant)s::bigint AND s.email = %(decision_email)s::varchar AND s.lifted_at IS NULL))
RETURNING id
"""  # noqa: S608 - made of constants


def of(verdict: Verdict, facts: Facts, *, tenant_id: int, lead_id: uuid.UUID, step_id: int | None) -> GateDecision:
    """The decision's row, not yet written."""
    return GateDecision(
        tenant_id=tenant_id,
        lead_id=lead_id,
        step_id=step_id,
        channel=verdict.channel,
        phone=facts.phone,
        email=facts.email,
        allowed=verdict.is_allowed,
        reasons=[{"code": reason.code, "says": reason.says} for reason in verdict.reasons],
        inputs=_FACTS.dump_python(facts, mode="json", exclude=_APART, exclude_defaults=True),
        pack_version=verdict.pack_version,
        next_at=verdict.next_at,
        decided_at=facts.at,
    )


def params(decision: GateDecision) -> Mapping[str, object]:
    """What `insert_if` asks for."""
    return {
        "decision_id": decision.pk,
        "decision_tenant": decision.tenant_id,
        "decision_lead": decision.lead_id,
        "decision_step": decision.step_id,
        "decision_channel": decision.channel,
        "decision_phone": decision.phone,
        "decision_email": decision.email,
        "decision_allowed": decision.allowed,
        "decision_reasons": orjson.dumps(decision.reasons).decode(),
        "decision_inputs": orjson.dumps(decision.inputs).decode(),
        "decision_pack": decision.pack_version,
        "decision_next_at": decision.next_at,
        "decision_at": decision.decided_at,
        # How often it knew the person to have been contacted.
        "decision_contacts": sum(len(decision.inputs.get(each, ())) for each in ("calls_at", "texts_at")),
    }


def facts_of(decision: GateDecision) -> Facts:
    """The facts as they were: what was decided can be judged again, by the same rules or by others."""
    told: dict[str, Any] = {"at": decision.decided_at, "channel": decision.channel, "phone": decision.phone}
    return _FACTS.validate_python(decision.inputs | told | {"email": decision.email})
