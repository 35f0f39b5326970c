"""A company with its members, a source, and leads that something happened to."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from apps.leads.models import Lead, Source
from apps.tenants import access
from apps.tenants.models import Membership, Tenant, User

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
