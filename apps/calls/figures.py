"""What each number's latest calls came to, read from the calls themselves."""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.tenants import access

from .health import Figures, Thresholds
from .numbers import PoolNumber


@dataclass(frozen=True)
class Standing:
    """A number, how it fares, and by what its tenant judges it."""

    tenant_id: int
    number_id: int
    figures: Figures
    wanted: Thresholds


def of_tenant(tenant_id: int) -> dict[int, Figures]:
    """Of all numbers that the tenant has not given back, by their ids; in a transaction of its own."""
    states = [state.value for state in PoolNumber.State if state != PoolNumber.State.RELEASED]
    return {each.number_id: each.figures for each in _read(tenant_id, states)}


def in_use() -> list[Standing]:
    """Of every tenant's numbers that calls show now."""
    return list(_read(access.EVERY_TENANT, [PoolNumber.State.ACTIVE.value]))


def _read(tenant_id: int, states: list[str]) -> Iterator[Standing]:
    usual = Thresholds()
    values = {"states": states, **vars(usual)}
    for number_tenant, number_id, *row in access.fetch(_FIGURES, values, tenant_id=tenant_id):
        calls, answered, declined, unwanted, blocked = row[6:11]
        attested = tuple((letter, n) for letter, n in zip(("A", "B", "C", ""), row[11:], strict=True) if n)
        told = Figures(calls, answered, declined, unwanted, blocked, attested)
        yield Standing(number_tenant, number_id, told, Thresholds(*row[:6]))


# Who talked to a machine was not answered by a person, whoever found out: the carrier or our agent.
_FIGURES = """
SELECT n.tenant_id, n.id,
       COALESCE(r.latest_calls, %(latest_calls)s::int), COALESCE(r.least_calls, %(least_calls)s::int),
       COALESCE(r.rest_below_answered, %(rest_below_answered)s::int),
       COALESCE(r.rest_from_refused, %(rest_from_refused)s::int),
       COALESCE(r.quarantine_from_unwanted, %(quarantine_from_unwanted)s::int),
       COALESCE(r.rest_hours, %(rest_hours)s::int),
       count(c.id), count(*) FILTER (WHERE c.is_answered),
       count(*) FILTER (WHERE c.sip_code = 603), count(*) FILTER (WHERE c.sip_code = 607),
       count(*) FILTER (WHERE c.sip_code = 608),
       count(*) FILTER (WHERE c.attestation = 'A'), count(*) FILTER (WHERE c.attestation = 'B'),
       count(*) FILTER (WHERE c.attestation = 'C'), count(*) FILTER (WHERE c.attestation = '')
FROM calls_poolnumber n
LEFT JOIN calls_numberrules r ON r.tenant_id = n.tenant_id
LEFT JOIN LATERAL (
    SELECT c.id, c.sip_code, c.attestation,
           c.answered_at IS NOT NULL AND c.answered_by !~ '(machine|voicemail|fax)' AND NOT EXISTS (
               SELECT FROM calls_conversation v
               WHERE v.tenant_id = c.tenant_id AND v.call_id = c.id AND v.disposition = 'voicemail') AS is_answered
    FROM calls_call c
    WHERE c.tenant_id = n.tenant_id AND c.number_id = n.id AND c.direction = 'out'
      AND c.ended_at > n.judged_from
    ORDER BY c.created_at DESC, c.id DESC
    LIMIT COALESCE(r.latest_calls, %(latest_calls)s::int)
) AS c ON true
WHERE n.state = ANY(%(states)s)
GROUP BY n.tenant_id, n.id, r.id
ORDER BY n.tenant_id, n.id
"""
