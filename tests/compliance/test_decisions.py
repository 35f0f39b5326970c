"""The record of a decision: written once, kept with its lead, and good enough to decide by again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from apps.compliance import decisions, gate, library, packs
from apps.compliance.facts import Budget, Facts, Registry, Velocity
from apps.compliance.models import DncEntry, GateDecision
from apps.compliance.stated import Address
from apps.leads.models import Lead, Source
from apps.tenants import access
from apps.tenants.models import Tenant

from .cases import AT, BOISE, facts

pytestmark = pytest.mark.django_db
PACK = packs.shipped()[-1]


@pytest.fixture
def lead() -> Lead:
    tenant = Tenant.objects.create(slug="acme", name="Acme")
    with access.as_tenant(tenant.pk):
        source = Source.objects.create(tenant=tenant, slug="web", name="Website")
        return Lead.objects.create(tenant=tenant, source=source, phone=BOISE, received_at=AT)


def decided(lead: Lead, asked: Facts) -> GateDecision:
    with access.as_tenant(lead.tenant_id):
        verdict = gate.decide(asked, library.current())
        row = decisions.of(verdict, asked, tenant_id=lead.tenant_id, lead_id=lead.pk, step_id=7)
        row.save(force_insert=True)
        return GateDecision.objects.get(pk=row.pk)


RICH = replace(
    facts(BOISE, caller_id="+12125550190", stated=Address("US-ID", city="Boise"), most_a_day=2),
    at=AT - timedelta(hours=9),
    calls_at=(AT - timedelta(hours=12), AT - timedelta(hours=11)),
    registries=(Registry("National", AT.date() - timedelta(days=40)),),
    velocities=(Velocity("prefix_velocity", 3, 3),),
    budgets=(Budget("day", 100, 99, AT + timedelta(hours=9)),),
    cost_micros=5,
)


@pytest.mark.parametrize("asked", [facts(BOISE), RICH])
def test_what_was_decided_is_decided_again_by_the_record(lead: Lead, asked: Facts) -> None:
    row = decided(lead, asked)

    again = gate.decide(decisions.facts_of(row), library.version(row.pack_version))

    assert decisions.facts_of(row) == asked
    assert (again.is_allowed, again.next_at) == (row.allowed, row.next_at)
    assert [reason.code for reason in again.reasons] == [reason["code"] for reason in row.reasons]
    assert BOISE not in str(row.inputs)


def test_it_can_be_written_along_with_other_rows(lead: Lead) -> None:
    verdict = gate.decide(RICH, PACK)
    row = decisions.of(verdict, RICH, tenant_id=lead.tenant_id, lead_id=lead.pk, step_id=None)

    access.fetch(decisions.insert_if("true"), decisions.params(row), tenant_id=lead.tenant_id)

    with access.as_tenant(lead.tenant_id):
        written = GateDecision.objects.get()

    assert [getattr(written, field.attname) for field in GateDecision._meta.concrete_fields] == [
        getattr(row, field.attname) for field in GateDecision._meta.concrete_fields
    ]


@pytest.mark.parametrize(("closes", "is_written"), [("all", False), ("call", False), ("sms", True)])
def test_an_opt_out_that_came_in_between_stops_what_was_allowed(lead: Lead, closes: str, *, is_written: bool) -> None:
    row = decisions.of(
        gate.decide(facts(BOISE), PACK), facts(BOISE), tenant_id=lead.tenant_id, lead_id=lead.pk, step_id=1
    )
    with access.as_tenant(lead.tenant_id):
        DncEntry.objects.create(tenant=lead.tenant, phone=BOISE, closes=closes, origin=DncEntry.Origin.OPTED_OUT)

    written = access.fetch(decisions.insert_if("true"), decisions.params(row), tenant_id=lead.tenant_id)

    assert (row.allowed, bool(written)) == (True, is_written)


def test_nobody_changes_or_deletes_a_decision(lead: Lead) -> None:
    decided(lead, facts(BOISE))

    with access.as_tenant(lead.tenant_id):
        rows = GateDecision.objects.for_tenant(lead.tenant_id)
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            rows.update(allowed=False)
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            rows.delete()


def test_a_decision_goes_with_its_lead(lead: Lead) -> None:
    decided(lead, facts(BOISE))

    with access.as_tenant(lead.tenant_id), connection.cursor() as cursor:
        cursor.execute("DELETE FROM leads_lead WHERE id = %s", [lead.pk])
        assert not GateDecision.objects.exists()


def test_an_allowed_decision_has_no_reasons_and_a_blocked_one_has(lead: Lead) -> None:
    row = decisions.of(
        gate.decide(facts(BOISE), PACK), facts(BOISE), tenant_id=lead.tenant_id, lead_id=lead.pk, step_id=1
    )
    row.allowed = False

    with pytest.raises(IntegrityError, match="decision_has_its_reasons"), access.as_tenant(lead.tenant_id):
        row.save(force_insert=True)


def test_a_decision_on_another_tenants_lead_is_impossible(lead: Lead) -> None:
    rival = Tenant.objects.create(slug="rival", name="Rival")
    row = decisions.of(gate.decide(facts(BOISE), PACK), facts(BOISE), tenant_id=rival.pk, lead_id=lead.pk, step_id=1)

    with pytest.raises(IntegrityError), access.as_tenant(rival.pk):
        row.save(force_insert=True)
