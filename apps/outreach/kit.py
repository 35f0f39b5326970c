"""What a tenant works with (playbook, connections), kept for two seconds so that a burst asks Postgres once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from apps.calls.models import Pace
from apps.integrations.models import Connection, Family
from apps.tenants import access
from apps.tenants.models import Tenant

from .models import Playbook

LIFE_SECONDS = 2


@dataclass(frozen=True)
class Kit:
    """A tenant's settings as they were at most two seconds ago."""

    tenant: Tenant
    playbook: Playbook
    connections: Sequence[Connection]
    paces: Sequence[Pace] = ()

    def usable(self, family: Family) -> list[Connection]:
        """Connections that work may be given to, the preferred one first."""
        refused = Connection.State.UNAUTHORIZED
        return [each for each in self.connections if each.family == family and each.state != refused]

    def connection(self, connection_id: int | None) -> Connection | None:
        """The active connection with this id."""
        return next((each for each in self.connections if each.pk == connection_id), None)


def of(tenant_id: int, *, now: datetime) -> Kit:
    """The tenant's kit; a change is noticed within two seconds."""
    seconds = int(now.timestamp())
    return _kept(tenant_id, seconds - seconds % LIFE_SECONDS)


def forget() -> None:
    """Read everything anew."""
    _kept.cache_clear()


@lru_cache(maxsize=4096)
def _kept(tenant_id: int, _period: int) -> Kit:
    with access.as_tenant(tenant_id):
        return Kit(
            tenant=Tenant.objects.get(pk=tenant_id),
            playbook=Playbook.of(tenant_id),
            connections=tuple(Connection.objects.for_tenant(tenant_id).filter(is_active=True).order_by("id")),
            paces=tuple(Pace.objects.for_tenant(tenant_id).order_by("id")),
        )
