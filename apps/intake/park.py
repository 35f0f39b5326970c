"""Use case: keep a request that could not be understood, and tell the team."""

from datetime import datetime

from apps.integrations.models import Family
from apps.outreach import dispatch, plan
from apps.tenants import access

from . import ledger
from .doors import Door
from .ledger import Parcel


def parcel(door: Door, parcel: Parcel, *, reason: str, now: datetime) -> None:
    """Store the bytes as a parked delivery; one alert an hour and source, for a broken form sends many."""
    ledger.set_aside(parcel, state="parked", problems={"body": reason})
    tell(door, "parked", reason=reason, now=now)


def tell(door: Door, about: str, *, reason: str, now: datetime) -> None:
    """Alert the team about the source, once an hour."""
    hour = f"{door.source.pk}:{now:%Y%m%d%H}"
    told = [each for each in door.kit.connections if each.family == Family.ALERTS]
    with access.as_tenant(door.source.tenant_id):
        dispatch.write(
            [plan.alert(about, hour, each.pk, source=door.source.name, reason=reason) for each in told],
            tenant_id=door.source.tenant_id,
            lead=None,
        )
