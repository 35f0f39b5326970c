"""Use case: what was used is told in money: estimated by the rates when it is over, replaced by what was charged.

Both write the ledger of dials in the same statement, so that budgets are held against what is known best.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from apps.core import plugins
from apps.integrations import catalog
from apps.integrations.charges import Charge
from apps.integrations.models import Family
from apps.tenants import access

from . import rates, segments
from .costs import Cost, Rate
from .rates import Direction, Estimate, Service, Tariff, Used

MOST_AT_ONCE = 100
# After the end, and after each look in vain; then the estimate stands. A price comes minutes later, or hours.
LOOK_AFTER = tuple(timedelta(minutes=each) for each in (5, 15, 60, 240, 720, 1440))
# Nobody asks for the price of what was over so long ago when it is first told.
_LOOKED_FOR = timedelta(days=2)
_FAMILIES = {Service.CALL: Family.TELEPHONY, Service.TEXT: Family.SMS}


@dataclass(frozen=True)
class Owed:
    """What the database owes a figure for, as `_OWED` reads it. `seconds` is None where nobody knows how long."""

    id: int
    tenant_id: int
    service: str
    connection_id: int | None
    vendor: str | None
    phone: str
    direction: str
    seconds: int | None
    body: str
    over_at: datetime

    def used(self) -> Used:
        of_text = self.service == Service.TEXT
        units = segments.of(self.body) if of_text else rates.minutes_begun(self.seconds or 0)
        phone = self.phone if Service(self.service) in _FAMILIES else ""
        return Used(Service(self.service), Direction(self.direction), phone, units, self.over_at.date())


def estimate_owed(*, now: datetime) -> int:
    """Tell what is owed, the oldest first; gives how many. Harmless if several do it at once."""
    rows = access.fetch(_OWED, {"most": MOST_AT_ONCE}, tenant_id=access.EVERY_TENANT)
    owed = [Owed(*row) for row in rows]
    if owed:
        own = _own_rates({each.tenant_id for each in owed})
        _write([_told(each, own.get((each.tenant_id, each.connection_id), ()), now=now) for each in owed], was="owed")
    return len(owed)


def report(cost: Cost, charge: Charge) -> None:
    """What the provider charged takes the estimate's place, once."""
    told = {"id": cost.pk, "tenant": cost.tenant_id, "state": Cost.State.REPORTED, "micros": charge.micros}
    _write([told | {"currency": charge.currency, "is_known": True}], was=Cost.State.ESTIMATED)


def look_later(cost: Cost, *, now: datetime) -> None:
    """The provider does not know yet: another look later, or none any more."""
    looks = cost.looks + 1
    look_at = now + LOOK_AFTER[looks] if looks < len(LOOK_AFTER) else None
    with access.as_tenant(cost.tenant_id):
        Cost.objects.filter(tenant_id=cost.tenant_id, pk=cost.pk).update(looks=looks, look_at=look_at)


def _own_rates(tenant_ids: Iterable[int]) -> Mapping[tuple[int, int | None], Sequence[Tariff]]:
    found: dict[tuple[int, int | None], list[Tariff]] = {}
    with access.as_platform():
        for rate in Rate.objects.filter(tenant_id__in=list(tenant_ids)).order_by("id"):
            found.setdefault((rate.tenant_id, rate.connection_id), []).append(rate.tariff())
    return found


def _told(owed: Owed, own: Sequence[Tariff], *, now: datetime) -> dict[str, object]:
    used = owed.used()
    found = rates.estimate(used, own=own, listed=rates.listed(owed.vendor or ""))
    told: dict[str, object] = {"id": owed.id, "tenant": owed.tenant_id, "connection": owed.connection_id}
    if found is None:
        return told | {"state": Cost.State.UNPRICED, "micros": 0, "currency": "USD", "basis": "", "is_known": False}
    look_at = owed.over_at + LOOK_AFTER[0] if _is_worth_asking(owed, used, now=now) else None
    return told | _figure(found) | {"is_known": owed.seconds is not None, "look_at": look_at}


def _figure(found: Estimate) -> dict[str, object]:
    figures = {"micros": found.micros, "currency": found.currency, "basis": found.basis}
    return {"state": Cost.State.ESTIMATED, **figures}


def _is_worth_asking(owed: Owed, used: Used, *, now: datetime) -> bool:
    family = _FAMILIES.get(Service(owed.service))
    if family is None or not used.units or now - owed.over_at > _LOOKED_FOR:
        return False
    try:
        return bool(catalog.vendor_class(family, owed.vendor or "").tells_charges)
    except plugins.NoSuchPlugin:
        return False


def _write(told: Sequence[Mapping[str, object]], *, was: str) -> None:
    values: dict[str, object] = {"told": orjson.dumps(list(told)).decode(), "was": was}
    access.fetch(_TELL, values, tenant_id=access.EVERY_TENANT)


# An engine's connection is the one that is preferred: of those in use the oldest.
_OWED = """
SELECT k.id, k.tenant_id, k.service, n.id, n.vendor, COALESCE(c.phone, m.phone, ''),
       COALESCE(c.direction, m.direction, 'out'),
       CASE WHEN k.message_id IS NOT NULL THEN 0
            WHEN k.service = 'call' THEN CASE WHEN c.answered_at IS NULL THEN COALESCE(c.talk_seconds, 0)
                                              ELSE c.talk_seconds END
            ELSE ceil(extract(epoch FROM v.closed_at - v.opened_at))::int END,
       COALESCE(m.body, ''), k.over_at
FROM calls_cost k
LEFT JOIN calls_call c ON c.tenant_id = k.tenant_id AND c.id = k.call_id
LEFT JOIN calls_conversation v ON v.tenant_id = k.tenant_id AND v.call_id = k.call_id
LEFT JOIN calls_message m ON m.tenant_id = k.tenant_id AND m.id = k.message_id
LEFT JOIN LATERAL (
    SELECT n.id, n.vendor FROM integrations_connection n
    WHERE n.tenant_id = k.tenant_id
      AND (n.id = k.connection_id OR (k.connection_id IS NULL AND n.family = k.service AND n.is_active))
    ORDER BY n.id LIMIT 1
) AS n ON true
WHERE k.state = 'owed' ORDER BY k.id LIMIT %(most)s
"""
# The ledger is in dollars: what was charged in another currency leaves it at what was reserved.
_TELL = """
WITH told AS (
    SELECT t.*, COALESCE(c.step_id, m.step_id) AS step_id
    FROM jsonb_to_recordset(%(told)s::jsonb) AS t(id bigint, tenant bigint, state text, micros bigint, currency text,
                                                  basis text, connection bigint, is_known bool, look_at timestamptz)
    JOIN calls_cost k ON k.id = t.id AND k.tenant_id = t.tenant
    LEFT JOIN calls_call c ON c.tenant_id = k.tenant_id AND c.id = k.call_id AND k.service = 'call'
    LEFT JOIN calls_message m ON m.tenant_id = k.tenant_id AND m.id = k.message_id
), written AS (
    UPDATE calls_cost k
    SET state = told.state, micros = told.micros, currency = told.currency, basis = COALESCE(told.basis, k.basis),
        connection_id = COALESCE(told.connection, k.connection_id), look_at = told.look_at,
        is_in_ledger = told.currency = 'USD' AND EXISTS (
            SELECT FROM calls_dial d
            WHERE d.tenant_id = k.tenant_id AND d.step_id = told.step_id AND d.state IN ('reserved', 'settled'))
    FROM told WHERE k.id = told.id AND k.tenant_id = told.tenant AND k.state = %(was)s
    RETURNING k.tenant_id, told.step_id, k.micros, k.is_in_ledger AND told.is_known AS settles
)
UPDATE calls_dial d SET state = 'settled', settled_micros = written.micros
FROM written
WHERE written.settles AND d.tenant_id = written.tenant_id AND d.step_id = written.step_id
  AND d.state IN ('reserved', 'settled')
RETURNING d.id
"""
