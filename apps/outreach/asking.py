"""Which questions about a lead are asked outside, and how long its call waits for an answer."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from apps.compliance.scrubs import LOOK_AGAIN
from apps.core.queues import URGENT
from apps.integrations import catalog
from apps.integrations.enrichment.base import Enrichment as Teller
from apps.integrations.enrichment.base import Terms
from apps.integrations.models import Connection, Family
from apps.leads.models import Lead

from . import dispatch
from .models import Step
from .plan import Planned

# Without an answer the gate refuses; until then it need not be asked.
SCRUB_WAIT_MS = 5_000


def enrichments(
    lead_id: str, *, ways: Collection[str], needs: Collection[str], connections: Iterable[Connection]
) -> list[Planned]:
    """Ask each service that knows people by one of `ways`; urgently, if it can tell what a rule asks for."""
    found = []
    for connection in connections:
        if connection.family != Family.ENRICHMENT:
            continue
        teller: type[Teller] = catalog.vendor_class(Family.ENRICHMENT, connection.vendor)
        if not teller.knows_by.isdisjoint(ways):
            found.append(_question(lead_id, connection, is_needed=not teller.tells.isdisjoint(needs)))
    return found


def awaiting_facts(
    steps: Iterable[Planned], asked: Iterable[Planned], connections: Iterable[Connection]
) -> list[Planned]:
    """The steps, with a call that waits for what a rule asks for, no longer than the tenant lets it."""
    needed = {step.connection_id for step in asked if step.params.get("is_needed")}
    waits = [_wait_ms(each) for each in connections if each.pk in needed]
    longest = max(waits, default=0)
    return [replace(each, delay_ms=max(each.delay_ms, longest)) if each.kind == "call" else each for each in steps]


def _question(lead_id: str, connection: Connection, *, is_needed: bool) -> Planned:
    step = Planned("enrich", f"enrich:{connection.pk}:{lead_id}", connection_id=connection.pk, priority=4)
    return replace(step, queue=URGENT, priority=-1, params={"is_needed": True}) if is_needed else step


def scrubs(lead_id: str, *, occasion: object, connections: Iterable[Connection]) -> list[Planned]:
    """Have each service that the tenant asks for check the number, before anything else; once an occasion."""
    return [
        Planned(
            "scrub",
            f"scrub:{connection.pk}:{lead_id}:{occasion}",
            queue=URGENT,
            priority=-1,
            connection_id=connection.pk,
            params={"is_needed": True},
        )
        for connection in connections
        if connection.family == Family.SCRUB
    ]


def scrubs_again(lead: Lead, connections: Iterable[Connection], *, now: datetime) -> None:
    """Ask once more whoever is not being asked, in the caller's transaction: the gate missed an answer."""
    waits = (Step.State.READY, Step.State.LEASED, Step.State.HELD)
    steps = Step.objects.for_tenant(lead.tenant_id).filter(lead=lead, kind="scrub", state__in=waits)
    asked = set(steps.values_list("connection_id", flat=True))
    slot = int(now.timestamp() // LOOK_AGAIN.total_seconds())
    missed = [each for each in connections if each.pk not in asked]
    dispatch.write(scrubs(str(lead.pk), occasion=slot, connections=missed), tenant_id=lead.tenant_id, lead=lead)


def _wait_ms(connection: Connection) -> int:
    if connection.family == Family.SCRUB:
        return SCRUB_WAIT_MS
    usual = Terms.model_fields["wait_ms"].default
    said = connection.settings.get("wait_ms", usual)
    return int(said) if str(said).isdigit() else int(usual)
