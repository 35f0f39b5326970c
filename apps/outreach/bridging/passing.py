"""Use cases: a rep passes the lead on to another: at once, or with a word between the two first."""

from collections.abc import Sequence
from datetime import datetime

from apps.calls.models import Bridge, Ring
from apps.leads.models import Lead
from apps.outreach import dispatch
from apps.outreach.plan import Planned
from apps.routing import presence, roster
from apps.routing.models import Rep
from apps.tenants import access
from apps.tenants.models import Tenant

from . import controls, leading, rounds
from .controls import NotPossible


def cold(ring: Ring, rep: Rep, *, now: datetime) -> None:
    """The lead waits, this rep is free at once, and the other is rung with what was said so far."""
    controls.hold(ring, now=now)
    _ring(ring, rep, Ring.Purpose.COLD, now=now)
    with access.as_tenant(ring.tenant_id):
        ring.change(outcome=Ring.Outcome.TALKED)
    controls.hang_up(ring)


def warm(ring: Ring, rep: Rep, *, now: datetime) -> None:
    """The lead waits while the other is rung and the two talk; *resume* brings the lead back, who leaves passes on."""
    controls.hold(ring, now=now)
    _ring(ring, rep, Ring.Purpose.WARM, now=now)


def who(tenant: Tenant, *, but: int | None, now: datetime) -> Sequence[Rep]:
    """Who can be asked to take a lead over: reps who are there and not on the phone with one; in the caller's view."""
    busy = set(Ring.objects.for_tenant(tenant).open().values_list("phone", flat=True))
    there = [rep for rep in roster.of(tenant).reps if not presence.why_not(rep, now=now)]
    return [rep for rep in there if rep.pk != but and rep.phone not in busy]


def _ring(ring: Ring, rep: Rep, purpose: Ring.Purpose, *, now: datetime) -> None:
    with access.as_tenant(ring.tenant_id):
        bridge = Bridge.locked(ring.tenant_id, ring.bridge_id)
        made = _made(bridge, rep, purpose, now=now)
        if made is None:
            leading.resume(bridge, now=now)
        else:
            made.bridge.connection = ring.bridge.connection
            _write(bridge, rounds.ring_rep(made))
            lead = Lead.reference(bridge.tenant_id, bridge.lead_id)
            facts = {"rep_name": rep.name, "from_name": ring.name, "how": purpose.value}
            lead.tell("bridge.passed", at=now, origin=f"ring:{made.pk}", bridge=str(bridge.pk), **facts)
    if made is None:
        raise NotPossible(f"{rep.name} is on the phone.")


def _made(bridge: Bridge, rep: Rep, purpose: Ring.Purpose, *, now: datetime) -> Ring | None:
    """None while the phone has another call of ours."""
    rings = Ring.objects.for_tenant(bridge.tenant_id).filter(bridge=bridge)
    number = rings.count() + 1
    values = {"purpose": purpose, "rep_id": rep.pk, "name": rep.name, "phone": rep.phone, "requested_at": now}
    Ring.objects.bulk_create(
        [Ring(tenant_id=bridge.tenant_id, bridge=bridge, number=number, **values)], ignore_conflicts=True
    )
    return rings.select_related("bridge").filter(number=number).first()


def _write(bridge: Bridge, planned: Planned) -> None:
    dispatch.write([planned], tenant_id=bridge.tenant_id, lead=Lead.reference(bridge.tenant_id, bridge.lead_id))
