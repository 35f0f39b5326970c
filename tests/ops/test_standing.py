"""The operators' first page: what waits, what died, whose vendor is away."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.core import clock
from apps.integrations.models import Connection
from apps.ops import standing
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Tenant:
    return Tenant.objects.create(slug="acme", name="Acme Solar")


@pytest.fixture
def rival() -> Tenant:
    return Tenant.objects.create(slug="rival", name="Rival Roofs")


def step(tenant: Tenant, key: str, **traits: Any) -> None:
    usual = {"kind": "crm", "queue": "default", "due_at": clock.now() - timedelta(seconds=30)}
    with access.as_tenant(tenant.pk):
        Step.objects.create(tenant=tenant, key=key, **usual | traits)


def test_queues_tell_what_is_due_and_what_is_in_hand(acme: Tenant, rival: Tenant) -> None:
    step(acme, "due", state="ready")
    step(rival, "later", state="ready", due_at=clock.now() + timedelta(hours=1))
    step(rival, "held", state="leased", lease_until=clock.now() + timedelta(minutes=1))
    step(acme, "lapsed", state="leased", lease_until=clock.now() - timedelta(minutes=1))

    with access.as_platform():
        urgent, default = standing.queues()

    assert urgent == standing.Queue("urgent")
    assert (default.due, default.leased, default.lapsed) == (1, 2, 1)
    assert 29 < default.oldest_seconds < 90


def test_dead_steps_are_grouped_over_all_tenants(acme: Tenant, rival: Tenant) -> None:
    step(acme, "1", state="dead", error_code="refused")
    step(acme, "2", state="dead", error_code="refused")
    step(rival, "3", state="dead", error_code="refused")
    step(rival, "4", state="dead", kind="sms", error_code="gone")

    with access.as_platform():
        found = [(each.kind, each.code, each.steps, each.tenants) for each in standing.causes()]

    assert found == [("crm", "refused", 3, 2), ("sms", "gone", 1, 1)]


def test_vendors_that_do_not_work_come_first(acme: Tenant, rival: Tenant) -> None:
    for tenant, vendor, state in ((acme, "slack", "working"), (rival, "slack", "working"), (acme, "teams", "broken")):
        with access.as_tenant(tenant.pk):
            Connection.objects.create(
                tenant=tenant, family="alerts", vendor=vendor, name=vendor, settings={}, state=state
            )

    with access.as_platform():
        found = [(each.name, each.connections, each.broken) for each in standing.vendors()]

    assert found == [("teams", 1, 1), ("slack", 2, 0)]


def test_the_page_shows_them_all(acme: Tenant) -> None:
    step(acme, "1", state="dead", error_code="refused")
    operator = Client()
    operator.force_login(User.objects.create_superuser("ops@example.com"))

    page = operator.get("/ops/").content.decode()

    assert "refused" in page
    assert "Calls in the air" in page
    assert operator.get("/ops/outreach/step/?state__exact=dead&kind__exact=crm").status_code == 200
