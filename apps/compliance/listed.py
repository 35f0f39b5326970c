"""Is a number on any do-not-call list that binds the tenant, and are those lists fresh? Read by indexes, below 1 ms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import connection

from apps.tenants.access import Row

from . import facts
from .closed import Closed


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
    """One registry that was asked, the day that it shows, and whether it has the number.

    One that was never imported is stale as well: an empty list proves nothing.
    """

    name: str
    jurisdiction: str
    effective_on: date
    is_imported: bool
    max_age_days: int
    has_number: bool
    is_stale: bool

    def facts(self) -> facts.Registry:
        """As the gate takes it."""
        shows = self.effective_on if self.is_imported else date.min
        return facts.Registry(self.name, shows, self.has_number, self.max_age_days)


@dataclass(frozen=True)
class Listing:
    """What all lists say together; `origin` is why the number is on the tenant's own, `closes` what that closes."""

    on: Sequence[Listed]
    asked: Sequence[Registry]
    origin: facts.Listed = facts.Listed.NOT
    closes: Closed = Closed.ALL

    @property
    def is_listed(self) -> bool:
        return bool(self.on)

    @property
    def is_barred(self) -> bool:
        """For everybody, by the operators."""
        return any(each.kind == Kind.PLATFORM for each in self.on)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(listed.name for listed in self.on)

    @property
    def stale(self) -> tuple[Registry, ...]:
        return tuple(registry for registry in self.asked if registry.is_stale)


def check(tenant_id: int, phone: str, *, now: datetime) -> Listing:
    """All that speaks against an E.164 number, in the caller's transaction (`as_tenant`)."""
    with connection.cursor() as cursor:
        cursor.execute(_CHECK, {"tenant": tenant_id, "phone": phone})
        return made_of(cursor.fetchone(), today=now.date())


def made_of(row: Row, *, today: date) -> Listing:
    """What the three columns say."""
    entry, is_barred, registries = row
    origin, closes = entry or ("", Closed.ALL)
    own, asked = facts.Listed(origin), [_registry(each, today=today) for each in registries or ()]
    kind = Kind.OPTED_OUT if own is facts.Listed.OPTED_OUT else Kind.OWN
    return Listing(
        on=[
            *([Listed(kind, "Your do-not-call list")] if own else []),
            *([Listed(Kind.PLATFORM, "The platform's do-not-call list")] if is_barred else []),
            *(Listed(Kind.REGISTRY, registry.name) for registry in asked if registry.has_number),
        ],
        asked=asked,
        origin=own,
        closes=Closed(closes),
    )


def columns(*, tenant: str, phone: str) -> str:
    """What `made_of` takes, for a statement that calls tenant and number so."""
    return f"""
    (SELECT ARRAY[d.origin, d.closes] FROM compliance_dncentry d
     WHERE d.tenant_id = {tenant} AND d.phone = {phone} AND d.lifted_at IS NULL),
    EXISTS (SELECT FROM compliance_platformdncentry b WHERE b.phone = {phone} AND b.lifted_at IS NULL),
    (SELECT json_agg(json_build_array(
        g.name, g.jurisdiction, g.effective_on, g.imported_at IS NOT NULL, g.max_age_days,
        EXISTS (SELECT FROM compliance_dncnumber n
                WHERE n.list_id = g.id AND n.version = g.version AND n.tenant_id IS NOT DISTINCT FROM g.tenant_id
                  AND n.phone = CASE WHEN {phone} ~ '^\\+\\d{{1,18}}$' THEN ltrim({phone}, '+')::bigint END)
        ) ORDER BY g.name)
     FROM compliance_dnclist g WHERE g.tenant_id = {tenant} OR g.tenant_id IS NULL)"""  # noqa: S608 - made of constants


def _registry(row: Row, *, today: date) -> Registry:
    name, jurisdiction, shows, is_imported, max_age_days, has_number = row
    effective_on = date.fromisoformat(shows)
    is_stale = not is_imported or effective_on + timedelta(days=max_age_days) < today
    return Registry(name, jurisdiction, effective_on, is_imported, max_age_days, has_number, is_stale)


_CHECK = "SELECT " + columns(tenant="%(tenant)s::bigint", phone="%(phone)s::text")
