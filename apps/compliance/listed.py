"""Is a number on any do-not-call list that binds the tenant, and are those lists fresh? One statement, by indexes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import connection


class Kind(StrEnum):
    """Whose list it is."""

    OPTED_OUT = "opted_out"
    OWN = "own"
    PLATFORM = "platform"
    REGISTRY = "registry"


@dataclass(frozen=True)
class Listed:
    """One list that has the number."""

    kind: Kind
    name: str


@dataclass(frozen=True)
class Registry:
    """One registry that was asked, and the day that it shows."""

    name: str
    jurisdiction: str
    effective_on: date
    is_stale: bool


@dataclass(frozen=True)
class Listing:
    """What all lists say together."""

    on: Sequence[Listed]
    asked: Sequence[Registry]

    @property
    def is_listed(self) -> bool:
        return bool(self.on)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(listed.name for listed in self.on)

    @property
    def stale(self) -> tuple[Registry, ...]:
        return tuple(registry for registry in self.asked if registry.is_stale)


def check(tenant_id: int, phone: str, *, now: datetime) -> Listing:
    """All that speaks against an E.164 number, in the caller's transaction (`as_tenant`): below 1 ms.

    A registry that has never been imported is stale as well: an empty list proves nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"tenant": tenant_id, "phone": phone, "digits": _digits(phone), "today": now.date()})
        rows = cursor.fetchall()
    return Listing(
        on=[Listed(Kind(kind), name) for kind, name, _, _, has_it, _ in rows if has_it],
        asked=[
            Registry(name, jurisdiction, effective_on, is_stale)
            for kind, name, jurisdiction, effective_on, _, is_stale in rows
            if kind == Kind.REGISTRY
        ],
    )


def _digits(phone: str) -> int:
    digits = phone.removeprefix("+")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else 0


_SQL = """
SELECT CASE origin WHEN 'opted_out' THEN 'opted_out' ELSE 'own' END, 'Your do-not-call list',
    '', NULL::date, true, false
FROM compliance_dncentry
WHERE tenant_id = %(tenant)s AND phone = %(phone)s AND lifted_at IS NULL
UNION ALL
SELECT 'platform', 'The platform''s do-not-call list', '', NULL, true, false
FROM compliance_platformdncentry WHERE phone = %(phone)s AND lifted_at IS NULL
UNION ALL
SELECT 'registry', list.name, list.jurisdiction, list.effective_on, EXISTS (
    SELECT 1 FROM compliance_dncnumber number
    WHERE number.list_id = list.id AND number.version = list.version AND number.phone = %(digits)s
    AND number.tenant_id IS NOT DISTINCT FROM list.tenant_id
), list.imported_at IS NULL OR list.effective_on + list.max_age_days::int < %(today)s
FROM compliance_dnclist list WHERE list.tenant_id = %(tenant)s OR list.tenant_id IS NULL
ORDER BY 1, 2
"""
