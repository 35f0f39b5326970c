"""A tenant's door, and the few ways to look behind it."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from apps.intake.models import Delivery
from apps.leads.models import Event, Lead, Source
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant

DANA = {"firstName": "Dana", "lastName": "Reyes", "phone": "(214) 748-1234", "email": "Dana@Example.com"}


@dataclass
class Office:
    """A tenant with one source."""

    tenant: Tenant
    source: Source
    client: Client

    @property
    def path(self) -> str:
        return f"/hooks/{self.source.token}/"

    def post(self, lead: Any = None, **headers: str) -> Any:
        return self.client.post(self.path, lead or DANA, content_type="application/json", headers=headers)

    def post_raw(self, body: bytes, content_type: str = "application/json") -> Any:
        return self.client.post(self.path, body, content_type=content_type)

    def one_lead(self) -> Lead:
        with access.as_tenant(self.tenant.pk):
            return Lead.objects.get()

    def deliveries(self) -> list[Delivery]:
        with access.as_tenant(self.tenant.pk):
            return list(Delivery.objects.order_by("id"))

    def steps(self) -> list[str]:
        with access.as_tenant(self.tenant.pk):
            return sorted(Step.objects.values_list("kind", flat=True))

    def timeline(self) -> list[str]:
        with access.as_tenant(self.tenant.pk):
            return list(Event.objects.order_by("occurred_at", "id").values_list("kind", flat=True))


@pytest.fixture
def office(db: None, client: Client) -> Office:
    tenant = Tenant.objects.create(slug="acme", name="Acme Solar")
    with access.as_tenant(tenant.pk):
        source = Source.objects.create(tenant=tenant, slug="website", name="Website form")
    return Office(tenant, source, client)
