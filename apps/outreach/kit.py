"""What a tenant works with (playbook, connections, rules), kept for two seconds so that a burst asks Postgres once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from apps.calls.models import Pace, PoolNumber
from apps.calls.nearest import Candidate
from apps.core.kept import Kept
from apps.integrations import catalog
from apps.integrations.models import Connection, Family
from apps.routing import published
from apps.routing.decide import Compiled
from apps.scripts import published as scripts
from apps.tenants import access
from apps.tenants.models import Tenant

from .models import Playbook

# At most: it is read anew after half of that.
LIFE_SECONDS = 2


@dataclass(frozen=True)
class Kit:
    """A tenant's settings as they were at most two seconds ago."""

    tenant: Tenant
    playbook: Playbook
    connections: Sequence[Connection]
    rules: Compiled
    paces: Sequence[Pace] = ()
    # Whether an agent would know what to say.
    has_script: bool = False
    # What calls may show, beside the connections' own caller IDs.
    numbers: Sequence[Candidate] = ()

    def usable(self, family: Family) -> list[Connection]:
        """Connections that work may be given to, the preferred one first."""
        refused = Connection.State.UNAUTHORIZED
        return [each for each in self.connections if each.family == family and each.state != refused]

    def with_a_voice(self) -> "Kit":
        """Without the carriers in whose calls nothing of ours could speak."""
        return replace(self, connections=[each for each in self.connections if not _rings_rep_first(each)])

    def connection(self, connection_id: int | None) -> Connection | None:
        """The active connection with this id."""
        return next((each for each in self.connections if each.pk == connection_id), None)


def of(tenant_id: int, *, now: datetime) -> Kit:
    """The tenant's kit; a change is noticed within seconds."""
    return _kept.get(tenant_id, at=now.timestamp())


def forget() -> None:
    """Read everything anew."""
    _kept.forget()


def _rings_rep_first(connection: Connection) -> bool:
    is_carrier = connection.family == Family.TELEPHONY
    return is_carrier and bool(catalog.vendor_class(connection.family, connection.vendor).rings_rep_first)


def _read(tenant_id: int) -> Kit:
    with access.as_tenant(tenant_id):
        return Kit(
            tenant=Tenant.objects.get(pk=tenant_id),
            playbook=Playbook.of(tenant_id),
            connections=tuple(Connection.objects.for_tenant(tenant_id).filter(is_active=True).order_by("id")),
            rules=published.compiled(tenant_id),
            has_script=scripts.is_there(tenant_id),
            paces=tuple(Pace.objects.for_tenant(tenant_id).order_by("id")),
            numbers=tuple(each.candidate for each in PoolNumber.objects.for_tenant(tenant_id).in_use().order_by("id")),
        )


_kept = Kept(_read, seconds=LIFE_SECONDS / 2)
