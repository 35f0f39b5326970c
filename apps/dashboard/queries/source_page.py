"""One source: its address with text to copy, whether it has ever been heard, and what came lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from apps.dashboard import redaction, snippets
from apps.dashboard.snippets import Snippet
from apps.dashboard.times import Moment, moment
from apps.intake.models import Delivery
from apps.leads.models import Source
from apps.tenants.models import Tenant

from .obstacles.check import office

LATEST = 50
_TONES = {
    Delivery.State.ACCEPTED: "good",
    Delivery.State.DUPLICATE: "plain",
    Delivery.State.UNREACHABLE: "warn",
    Delivery.State.PARKED: "bad",
    Delivery.State.FIXED: "good",
}


@dataclass(frozen=True)
class Arrival:
    """One request."""

    id: UUID
    at: Moment
    state: str
    tone: str
    problems: str
    lead: UUID | None


@dataclass(frozen=True)
class SourcePage:
    """`first` is the lead that the page waited for, None while it waits."""

    name: str
    slug: str
    kind: str
    url: str
    is_active: bool
    paused: str
    arrivals: Sequence[Arrival]
    snippets: Sequence[Snippet]
    office: str


@dataclass(frozen=True)
class Opened:
    """One request with all that came."""

    arrival: Arrival
    source: str
    source_slug: str
    content_type: str
    query: str
    headers: Sequence[tuple[str, str]]
    body: str


def source_page(tenant: Tenant, slug: str, *, now: datetime) -> SourcePage:
    """In two queries. Raises `Source.DoesNotExist`."""
    source = Source.objects.for_tenant(tenant).get(slug=slug)
    url = f"{settings.LEADHUB_BASE_URL}/hooks/{source.token}/"
    came = Delivery.objects.for_tenant(tenant).filter(source=source).defer("body", "headers")
    latest = came.order_by("-received_at", "-id")[:LATEST]
    return SourcePage(
        name=source.name,
        slug=source.slug,
        kind=source.kind,
        url=url,
        is_active=source.is_active,
        paused=source.paused_reason if source.paused_at else "",
        arrivals=[_arrival(each, tenant=tenant, now=now) for each in latest],
        snippets=snippets.all_for(url, phone="+1 214 555 0123" if tenant.is_demo else "<your own number>"),
        office=office(tenant, f"leads/source/{source.pk}/change/"),
    )


def opened(tenant: Tenant, delivery_id: UUID, *, now: datetime) -> Opened:
    """Raises `Delivery.DoesNotExist`."""
    found = Delivery.objects.for_tenant(tenant).select_related("source").get(pk=delivery_id)
    return Opened(
        arrival=_arrival(found, tenant=tenant, now=now),
        source=found.source.name,
        source_slug=found.source.slug,
        content_type=found.content_type,
        query=found.query,
        headers=redaction.headers(found.headers),
        body=redaction.body(bytes(found.body)),
    )


def _arrival(each: Delivery, *, tenant: Tenant, now: datetime) -> Arrival:
    state = Delivery.State(each.state)
    problems = "; ".join(f"{name}: {said}" for name, said in each.problems.items())
    at = moment(each.received_at, now=now, zone=tenant.zone)
    return Arrival(each.pk, at, state.label, _TONES[state], problems, each.lead_id)
