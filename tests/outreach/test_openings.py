"""When a lead may be tried again is planned by what the gate will read: the consent that is stored for its number."""

from datetime import timedelta

import pytest

from apps.compliance import registry
from apps.compliance.models import ConsentClaim, ConsentProof, DncList
from apps.compliance.rules.rows import Consent
from apps.core import clock
from apps.leads.models import Event, Lead
from apps.outreach import follow_up
from apps.outreach.cadence.history import Wish
from apps.outreach.models import Step
from apps.tenants import access

from .conftest import PHONE, Office

STOPPED = "the number is in the registry “National”"


@pytest.fixture
def lead(office: Office) -> Lead:
    """Their number is in the national registry."""
    now = clock.now()
    office.connect("telephony")
    office.play(texting="never")
    with access.as_platform():
        national = DncList.objects.create(name="National", jurisdiction="US", effective_on=now.date())
        registry.replace(national, registry.read([PHONE.removeprefix("+1")]), effective_on=now.date(), now=now)
    return office.lead()


def proven(lead: Lead, level: Consent = Consent.WRITTEN, *, phone: str = PHONE) -> ConsentProof:
    with access.as_tenant(lead.tenant_id):
        return ConsentProof.objects.create(
            tenant_id=lead.tenant_id, lead=lead, phone=phone, level=level, received_at=lead.received_at
        )


def disproved(proof: ConsentProof) -> None:
    told = {"vendor": "trustedform", "is_kept": False, "disproves": True, "claimed_at": proof.received_at}
    with access.as_tenant(proof.tenant_id):
        ConsentClaim.objects.create(tenant_id=proof.tenant_id, proof=proof, **told)


def missed(office: Office, lead: Lead) -> list[Step]:
    """What is planned once a call did not come about."""
    step = office.promise("call", lead)
    with access.as_tenant(office.tenant.pk):
        follow_up.after_call_skipped(step, code="just_called", now=clock.now())
    return office.all(Step, key__startswith="cadence:")


def stops(office: Office) -> list[str]:
    return [each.facts["reason"] for each in office.all(Event, kind="cadence.stopped")]


def test_who_agreed_in_writing_is_tried_again_though_a_registry_has_the_number(office: Office, lead: Lead) -> None:
    proven(lead, Consent.INQUIRY)
    proven(lead)

    assert [step.kind for step in missed(office, lead)] == ["call"]
    assert stops(office) == []


def test_and_is_called_back_at_the_time_they_asked_for(office: Office, lead: Lead) -> None:
    proven(lead)
    at = clock.now() + timedelta(hours=5)

    with access.as_tenant(office.tenant.pk):
        follow_up.after_wish(lead, Wish(at, "call me after five"), now=clock.now())

    assert [step.due_at for step in office.all(Step, key__startswith="cadence:")] == [at]


def test_a_consent_that_does_not_count_plans_nothing(office: Office, lead: Lead) -> None:
    disproved(proven(lead))
    proven(lead, Consent.EXPRESS)
    proven(lead, phone="+12145550199")
    proven(office.lead())

    assert (missed(office, lead), stops(office)) == ([], [STOPPED])
