"""A certificate is kept by its keeper, and what they say stands beside the proof and on the timeline."""

from pathlib import Path
from typing import Any

import pytest

from apps.compliance.models import ConsentClaim, ConsentProof
from apps.compliance.rules.rows import Consent
from apps.core import clock
from apps.leads.models import Event
from apps.outreach.models import Step
from apps.tenants import access
from tests.contracts.consent import CERTIFICATE

from .conftest import Office

SAMPLES = Path(__file__).parents[1] / "samples"
KEPT = (SAMPLES / "trustedform_v4_success_200.json").read_bytes()


@pytest.fixture
def step(office: Office) -> Step:
    connection = office.connect("consent", "trustedform", api_key="k", base_url=office.peer.url)
    lead = office.lead()
    with access.as_tenant(office.tenant.pk):
        proof = ConsentProof.objects.create(
            tenant=office.tenant,
            lead=lead,
            level=Consent.WRITTEN,
            phone=lead.phone,
            certificate=CERTIFICATE,
            received_at=clock.now(),
        )
    return office.promise("consent", lead, connection_id=connection.pk, params={"proof": str(proof.pk)})


def claims(office: Office) -> list[ConsentClaim]:
    with access.as_tenant(office.tenant.pk):
        return list(ConsentClaim.objects.order_by("pk"))


def facts(office: Office, kind: str) -> dict[str, Any]:
    [event] = office.all(Event, kind=kind)
    return dict(event.facts)


def test_a_certificate_that_is_kept_is_told_with_its_end(office: Office, step: Step) -> None:
    office.peer.replies(200, KEPT)

    assert office.carry_out(step).state == "done"

    [claim] = claims(office)
    assert (claim.vendor, claim.is_kept, claim.answer["outcome"]) == ("trustedform", True, "success")
    assert facts(office, "consent.kept")["kept_until"] == "2031-11-22T15:26:00+00:00"
    assert office.peer.open_transactions == 0


def test_a_certificate_that_has_expired_is_told_and_done_with(office: Office, step: Step) -> None:
    office.peer.replies(404, {"outcome": "error"})

    assert office.carry_out(step).state == "done"

    assert not claims(office)[0].is_kept
    assert facts(office, "consent.failed")["reason"] == "the certificate has expired or could not be found"


def test_a_silent_keeper_is_asked_again(office: Office, step: Step) -> None:
    office.peer.reset()
    office.peer.replies(200, KEPT)

    assert office.carry_out(step).state == "ready"
    assert office.carry_out(step).state == "done"

    assert [claim.is_kept for claim in claims(office)] == [True]


def test_refused_credentials_hold_it_until_a_person_corrects_them(office: Office, step: Step) -> None:
    office.peer.replies(403, {})

    assert office.carry_out(step).state == "held"

    assert claims(office) == []
