"""Every address below a company's is shut to others: found from the addresses themselves, so that none is forgotten."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern

from apps.core import clock
from apps.dashboard import urls
from apps.intake.models import Delivery
from apps.leads.models import Lead, Source
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant
from tests import conversed

from .conftest import RECEIVED, NewLead, SignIn

pytestmark = pytest.mark.django_db
ADDRESSES = [pattern for pattern in urls.urlpatterns if "<slug:tenant>" in str(pattern.pattern)]
ROLES = ["owner", "manager", "client", "rep"]


@pytest.fixture
def known(acme: Tenant, source: Source, new_lead: NewLead) -> dict[str, str]:
    """What a stranger could know of Acme's rows: all of their ids."""
    lead = new_lead("SECRET Person", received_at=clock.now(), story=[("lead.received", 0, {})])
    call = conversed.call(lead, at=RECEIVED)
    conversed.conversation(call, at=RECEIVED)
    with access.as_tenant(acme.pk):
        Source.objects.filter(pk=source.pk).update(name="SECRET form")
        delivery = _delivery(source, lead)
        traits: dict[str, Any] = {"kind": "crm", "queue": "default", "key": "k", "due_at": clock.now()}
        Step.objects.create(tenant=acme, lead=lead, state="dead", last_error="SECRET error", **traits)
    ids: dict[str, UUID] = {"lead": lead.pk, "call": call.pk, "delivery": delivery}
    return {name: str(pk) for name, pk in ids.items()} | {"slug": source.slug, "table": "days"}


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


def filled(address: URLPattern, tenant: str, known: dict[str, str]) -> str:
    path = f"/{address.pattern}".replace("<slug:tenant>", tenant)
    for kind, name in (("uuid", "lead"), ("uuid", "call"), ("uuid", "delivery"), ("slug", "slug"), ("slug", "table")):
        path = path.replace(f"<{kind}:{name}>", known[name])
    assert "<" not in path, "fill in what this address asks for"
    return path


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("tenant", ["acme", "rival"])
def test_nothing_of_acmes_is_shown_to_a_stranger(
    signed_in: SignIn, rival: Tenant, known: dict[str, str], role: str, tenant: str
) -> None:
    """Below Acme's own addresses, and with Acme's ids below their own."""
    browser = signed_in(rival, role)

    for address in ADDRESSES:
        path = filled(address, tenant, known)
        for answer in (browser.get(path), browser.post(path, {"steps": "1", "phone": "+12145550123"})):
            assert "SECRET" not in answer.content.decode("utf-8", "replace"), path
            allowed = (403, 404, 405) if tenant == "acme" else (200, 302, 403, 404, 405)
            assert answer.status_code in allowed, path


def test_whoever_has_not_signed_in_is_led_to_the_login(client: Client, known: dict[str, str]) -> None:
    for address in ADDRESSES:
        answer = client.get(filled(address, "acme", known))
        assert answer.status_code in (302, 405), address
        assert answer.status_code == 405 or answer["Location"].startswith("/login/")


@pytest.mark.parametrize("role", ROLES)
def test_a_member_is_never_met_by_an_error(signed_in: SignIn, acme: Tenant, known: dict[str, str], role: str) -> None:
    browser, seen = signed_in(acme, role), ""

    for address in ADDRESSES:
        path = filled(address, "acme", known)
        answer = browser.get(path)
        assert answer.status_code in (200, 302, 403, 404, 405), path
        seen += "" if answer.streaming else answer.content.decode()
    # What the tests above look for is really there to be seen.
    assert "SECRET Person" in seen
