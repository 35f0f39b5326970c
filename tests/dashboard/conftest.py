"""A company with its members, a source, and leads that something happened to."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from apps.calls.models import Bridge, Call, Ring
from apps.core import clock
from apps.intake.models import Delivery
from apps.leads.models import Lead, Source
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Membership, Tenant, User
from tests import conversed

RECEIVED = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
PASSWORD = "a quiet harbour at dawn"

type NewLead = Callable[..., Lead]
type SignIn = Callable[[Tenant, str], Client]
type Story = list[tuple[str, float, dict[str, object]]]


@pytest.fixture
def acme() -> Tenant:
    return Tenant.objects.create(slug="acme", name="Acme Solar", time_zone="America/Chicago", is_demo=True)


@pytest.fixture
def rival() -> Tenant:
    return Tenant.objects.create(slug="rival", name="Rival Roofs")


@pytest.fixture
def source(acme: Tenant) -> Source:
    with access.as_tenant(acme.pk):
        return Source.objects.create(tenant=acme, slug="website", name="Website form")


@pytest.fixture
def signed_in(client: Client) -> SignIn:
    """A browser in which a member of that role has signed in."""

    def sign_in(tenant: Tenant, role: str) -> Client:
        user = User.objects.create_user(f"{role}@{tenant.slug}.example", PASSWORD)
        with access.as_tenant(tenant.pk):
            Membership.objects.create(tenant=tenant, user=user, role=role)
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def owner(signed_in: SignIn, acme: Tenant) -> Client:
    return signed_in(acme, "owner")


@pytest.fixture
def new_lead(acme: Tenant, source: Source) -> NewLead:
    """Makes a lead; `story` tells its events as (kind, ms since received, facts)."""

    def make(name: str = "Dana Reed", *, story: Story | None = None, **fields: Any) -> Lead:
        first_name, last_name = name.split(maxsplit=1)
        values: dict[str, Any] = {"phone": "+12145550123", "received_at": RECEIVED, "source": source} | fields
        with access.as_tenant(acme.pk):
            lead = Lead.objects.create(tenant=acme, first_name=first_name, last_name=last_name, **values)
            for number, (kind, ms, facts) in enumerate(story or []):
                lead.tell(kind, at=lead.received_at + timedelta(milliseconds=ms), origin=str(number), **facts)
        return lead

    return make


@pytest.fixture
def known(acme: Tenant, source: Source, new_lead: NewLead) -> dict[str, str]:
    """What a stranger could know of Acme's rows: all of their ids."""
    lead = new_lead("SECRET Person", received_at=clock.now(), story=[("lead.received", 0, {})])
    call = conversed.call(lead, at=RECEIVED)
    conversed.conversation(call, at=RECEIVED)
    recording = conversed.recording(call, at=RECEIVED)
    with access.as_tenant(acme.pk):
        Source.objects.filter(pk=source.pk).update(name="SECRET form")
        delivery = _delivery(source, lead)
        traits: dict[str, Any] = {"kind": "crm", "queue": "default", "key": "k", "due_at": clock.now()}
        Step.objects.create(tenant=acme, lead=lead, state="dead", last_error="SECRET error", **traits)
        ring = _ring(call)
    ids: dict[str, UUID | int] = {"lead": lead.pk, "call": call.pk, "delivery": delivery, "recording": recording.pk}
    words = {"slug": source.slug, "table": "days", "verb": "hang-up", "ring": str(ring), "view": "1"}
    return {name: str(pk) for name, pk in ids.items()} | words


def _ring(call: Call) -> int:
    """A rep of Acme's talks with a lead."""
    told = {"tenant_id": call.tenant_id, "lead_id": call.lead_id, "connection_id": call.connection_id}
    bridge = Bridge.objects.create(
        **told, call=call, step_id=call.step_id or 0, opened_at=RECEIVED, talking_at=RECEIVED
    )
    at = {"requested_at": RECEIVED, "accepted_at": RECEIVED}
    ring = Ring.objects.create(tenant_id=call.tenant_id, bridge=bridge, number=1, phone="+12145550177", **at)
    return ring.pk


def _delivery(source: Source, lead: Lead) -> UUID:
    made = Delivery.objects.create(
        tenant_id=source.tenant_id,
        source=source,
        lead=lead,
        state="accepted",
        received_at=clock.now(),
        body=b"SECRET body",
        body_digest=b"",
    )
    return made.pk


def rung_after(ring_ms: float, *, answered_by: str = "human") -> Story:
    """The usual events of a lead whose call rang after so long and was answered."""
    call: dict[str, object] = {"call": "c1"}
    return [
        ("lead.received", 0, {}),
        ("lead.committed", 8, {}),
        ("step.started", 20, {"step": 1, "step_kind": "call", "attempt": 1, "claimed_from": "ready"}),
        ("call.requested", 71, call),
        ("call.ringing", ring_ms, call),
        ("call.answered", ring_ms + 4_000, call | {"answered_by": answered_by}),
        ("call.completed", ring_ms + 64_000, call | {"talk_seconds": 60}),
        ("crm.written", 400, {"vendor": "hubspot"}),
    ]
