"""A submission's consent is stored with its lead, in one commit, and never changed."""

from typing import Any

import pytest
from django.db import IntegrityError, connection

from apps.compliance.models import ConsentProof
from apps.compliance.rules.rows import Consent
from apps.intake.models import Delivery
from apps.integrations.models import Connection
from apps.outreach import kit
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant

from .conftest import DANA, Office

LABEL = "I agree to receive automated calls and texts from Acme Solar"
CERTIFICATE = "https://cert.trustedform.com/0123456789abcdef0123456789abcdef01234567"
AGREES = DANA | {LABEL: "on", "xxTrustedFormCertUrl": CERTIFICATE}


def proofs(office: Office) -> list[ConsentProof]:
    with access.as_tenant(office.tenant.pk):
        return list(ConsentProof.objects.order_by("received_at"))


def promised(office: Office, kind: str) -> list[Step]:
    with access.as_tenant(office.tenant.pk):
        return list(Step.objects.filter(kind=kind).order_by("pk"))


def connect(office: Office, vendor: str, **settings: Any) -> Connection:
    with access.as_tenant(office.tenant.pk):
        made = Connection.objects.create(
            tenant=office.tenant, family="consent", vendor=vendor, name=vendor, settings=settings
        )
    kit.forget()
    return made


def run(office: Office, sql: str) -> None:
    with access.as_tenant(office.tenant.pk), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_lead_that_agrees_has_a_proof(office: Office) -> None:
    office.post(AGREES, **{"user-agent": "Firefox"})

    [proof] = proofs(office)
    lead, [delivery] = office.one_lead(), office.deliveries()
    assert (proof.lead_id, proof.pk, proof.received_at) == (lead.pk, delivery.pk, delivery.received_at)
    assert (proof.level, proof.text, proof.names_automation) == (Consent.WRITTEN, LABEL, True)
    assert (proof.phone, proof.email, proof.certificate) == (lead.phone, lead.email, CERTIFICATE)
    assert (proof.fields, proof.user_agent) == ({LABEL: "on"}, "Firefox")


def test_a_lead_that_says_nothing_of_it_costs_no_row(office: Office) -> None:
    office.post()

    assert (office.one_lead().phone, proofs(office)) == ("+12147481234", [])


def test_a_repeated_submission_adds_its_own_proof_to_the_lead(office: Office) -> None:
    office.post(DANA | {"consent": "yes"})
    office.post(AGREES)

    first, second = proofs(office)
    assert first.lead_id == second.lead_id == office.one_lead().pk
    assert (first.level, second.level) == (Consent.EXPRESS, Consent.WRITTEN)


def test_the_same_request_twice_proves_once(office: Office) -> None:
    for _ in range(2):
        office.post(AGREES, **{"Idempotency-Key": "k1"})

    assert len(proofs(office)) == 1


@pytest.mark.parametrize(
    "verb", ["UPDATE compliance_consentproof SET level = 1", "DELETE FROM compliance_consentproof"]
)
def test_a_proof_is_written_once(office: Office, verb: str) -> None:
    office.post(AGREES)

    with pytest.raises(IntegrityError):
        run(office, verb)

    assert proofs(office)[0].level == Consent.WRITTEN


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-05:00", "2026-11-22T15:25:55+23:00"])
def test_no_time_that_a_form_names_costs_the_lead(office: Office, at: str) -> None:
    answer = office.post(AGREES | {"submitted_at": at})

    assert answer.status_code == 200
    assert [proof.lead_id for proof in proofs(office)] == [office.one_lead().pk]


def test_a_proof_goes_with_its_lead(office: Office) -> None:
    office.post(AGREES)

    with access.as_tenant(office.tenant.pk):
        Delivery.objects.all().delete()
    run(office, "DELETE FROM leads_lead")

    assert proofs(office) == []


def test_a_proof_is_seen_by_its_tenant_only(office: Office) -> None:
    office.post(AGREES)
    rival = Tenant.objects.create(slug="rival", name="Rival")

    with access.as_tenant(rival.pk):
        assert not ConsentProof.objects.exists()


def test_a_certificate_is_kept_only_by_its_own_keeper(office: Office) -> None:
    keeper = connect(office, "trustedform", api_key="k")
    connect(office, "jornaya", account="a", profile="p")

    office.post(AGREES)

    [step] = promised(office, "consent")
    [proof] = proofs(office)
    assert (step.connection_id, step.lead_id, step.params) == (keeper.pk, proof.lead_id, {"proof": str(proof.pk)})


def test_the_certificate_of_a_repeated_submission_is_kept_too(office: Office) -> None:
    connect(office, "trustedform", api_key="k")

    office.post()
    office.post(AGREES)

    assert [step.lead_id for step in promised(office, "consent")] == [office.one_lead().pk]


def test_without_a_certificate_nothing_is_asked(office: Office) -> None:
    connect(office, "trustedform", api_key="k")

    office.post(DANA | {LABEL: "on"})

    assert promised(office, "consent") == []
