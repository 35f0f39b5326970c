"""Use cases: what a rep does with the lead they talk with: hold, mute, hang up, and the ways back."""

from collections.abc import Callable
from datetime import datetime

from apps.calls.models import Bridge, Ring
from apps.integrations.errors import ProviderError
from apps.integrations.telephony.base import Rooms
from apps.leads.models import Lead
from apps.tenants import access

from . import seats


class NotPossible(Exception):
    """It can't be done now; `str()` says why, and may be shown to the rep."""


def hold(ring: Ring, *, now: datetime) -> None:
    """The lead hears that somebody is with them shortly, and nobody hears the lead."""
    bridge = _in_talk(ring)
    _asked(bridge, lambda rooms: rooms.hold(seats.of_lead(bridge)))
    _told(bridge, "bridge.held", is_held=True, now=now)


def resume(ring: Ring, *, now: datetime) -> None:
    """The lead is back in the room."""
    bridge = _in_talk(ring)
    _asked(bridge, lambda rooms: rooms.resume(seats.of_lead(bridge)))
    _told(bridge, "bridge.resumed", is_held=False, now=now)


def mute(ring: Ring) -> None:
    """Nobody hears the rep."""
    _asked(_in_talk(ring), lambda rooms: rooms.mute(seats.of_rep(ring)))
    _noted(ring, is_muted=True)


def unmute(ring: Ring) -> None:
    """The rep is heard again."""
    _asked(_in_talk(ring), lambda rooms: rooms.unmute(seats.of_rep(ring)))
    _noted(ring, is_muted=False)


def hang_up(ring: Ring) -> None:
    """The rep leaves; with the last of them the lead's call ends."""
    if ring.ended_at:
        raise NotPossible("This call is over.")
    if not ring.provider_id:
        raise NotPossible("The carrier has not named this call yet.")
    try:
        ring.bridge.connection.telephony().hang_up(ring.provider_id)
    except ProviderError as error:
        raise NotPossible(f"The carrier did not do it: {error.reason}.") from error


def of(tenant_id: int, ring_id: int) -> Ring | None:
    """A ring with its bridge and connection, as it stands."""
    with access.as_tenant(tenant_id):
        rings = Ring.objects.for_tenant(tenant_id).select_related("bridge__connection")
        return rings.filter(pk=ring_id).first()


def _noted(ring: Ring, *, is_muted: bool) -> None:
    with access.as_tenant(ring.tenant_id):
        ring.change(is_muted=is_muted)


def _in_talk(ring: Ring) -> Bridge:
    if ring.ended_at or ring.bridge.over_at:
        raise NotPossible("This call is over.")
    if ring.state != Ring.State.ACCEPTED:
        raise NotPossible("Nobody has accepted the lead by this call yet.")
    if not ring.bridge.talking_at:
        raise NotPossible("The lead is not on the line yet.")
    return ring.bridge


def _asked(bridge: Bridge, ask: Callable[[Rooms], None]) -> None:
    """No transaction is open here: a carrier may take seconds to answer."""
    try:
        ask(seats.rooms_of(bridge))
    except ProviderError as error:
        raise NotPossible(f"The carrier did not do it: {error.reason}.") from error


def _told(bridge: Bridge, kind: str, *, is_held: bool, now: datetime) -> None:
    with access.as_tenant(bridge.tenant_id):
        bridge.change(is_held=is_held)
        lead = Lead.reference(bridge.tenant_id, bridge.lead_id)
        lead.tell(kind, at=now, origin=f"{bridge.pk}:{now.isoformat()}", bridge=str(bridge.pk))
