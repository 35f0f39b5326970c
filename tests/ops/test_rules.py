"""The operators' pages of the law: every rule with its source, what changed, and nothing to press."""

import json

import pytest
from django.test import Client

from apps.compliance import decisions, gate, library, packs
from apps.compliance.models import GateDecision, RulePack
from apps.compliance.rules import pack
from apps.leads.models import Lead, Source
from apps.tenants import access
from apps.tenants.models import Tenant, User
from tests.compliance.cases import AT, MIAMI, facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("root@example.com", is_superuser=True, is_staff=True))
    return client


def test_a_pack_shows_its_rules_and_their_sources(operator: Client) -> None:
    row = RulePack.objects.get()

    page = operator.get(f"/ops/compliance/rulepack/{row.pk}/change/").content.decode()

    assert "US-FL" in page
    assert "501.616" in page
    assert "this is the first" in page


def test_a_newer_pack_shows_what_changed(operator: Client) -> None:
    document = json.loads(packs.shipped()[-1].text) | {"version": "2027-01-15"}
    document["rows"] = [row for row in document["rows"] if row["jurisdiction"] != "US-WY" or row["rule"] != "hours"]
    library.load(pack.read(json.dumps(document)))

    page = operator.get(f"/ops/compliance/rulepack/{RulePack.objects.get(version='2027-01-15').pk}/change/")

    assert b"- US-WY hours: " in page.content


def test_nobody_changes_a_pack_by_a_page(operator: Client) -> None:
    address = f"/ops/compliance/rulepack/{RulePack.objects.get().pk}"

    assert operator.get("/ops/compliance/rulepack/add/").status_code == 403
    assert operator.post(f"{address}/change/", {"version": "2031-01-01"}).status_code == 403
    assert operator.post(f"{address}/delete/", {"post": "yes"}).status_code == 403


def test_a_decision_shows_why(operator: Client) -> None:
    tenant = Tenant.objects.create(slug="acme", name="Acme")
    with access.as_tenant(tenant.pk):
        source = Source.objects.create(tenant=tenant, slug="web", name="Website")
        lead = Lead.objects.create(tenant=tenant, source=source, phone=MIAMI, received_at=AT)
        asked = facts(most_a_day=0)
        verdict = gate.decide(asked, library.current())
        decisions.of(verdict, asked, tenant_id=tenant.pk, lead_id=lead.pk, step_id=1).save(force_insert=True)
        row = GateDecision.objects.get()

    pages = [operator.get(f"/ops/compliance/gatedecision/{rest}") for rest in ("", f"{row.pk}/change/")]

    assert [page.status_code for page in pages] == [200, 200]
    assert all(b"your own limit is 0" in page.content for page in pages)
