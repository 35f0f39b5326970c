"""A certificate is kept by its keeper, and what they say stands beside the proof and on the timeline."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from apps.calls.reading import Contact
from apps.compliance.models import ConsentClaim, ConsentProof
from apps.compliance.rules.rows import Consent
from apps.compliance.verdict import Channel
from apps.core import clock
from apps.dashboard import words
from apps.leads.models import Event
from apps.outreach import permit
from apps.outreach.models import Step
from apps.outreach.permit import Permit
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
            names_automation=True,
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


@pytest.mark.parametrize(
    ("certificate_is", "refusal"),
    [
        ("expired", "the certificate has expired or could not be found"),
        ("another's", "No matches found"),
    ],
)
def test_a_bad_certificate_takes_the_machines_leave_to_call(
    office: Office, step: Step, certificate_is: str, refusal: str
) -> None:
    with access.as_tenant(office.tenant.pk):
        lead = step.subject()
    call = office.claim(office.promise("call", lead))
    asked = Contact(Channel.CALL, clock.now(), step_id=call.pk, artificial_voice=True)
    assert isinstance(permit.ask(call, asked), Permit)
    if certificate_is == "expired":
        office.peer.replies(404, {"outcome": "error"})
    else:
        office.peer.replies(200, _of_another_person())

    office.carry_out(step)

    assert not isinstance(permit.ask(call, asked), Permit)
    told = facts(office, "consent.failed")
    assert (told["weakens"], words.event("consent.failed", told)) == (
        True,
        f"The proof of consent does not count: {refusal}",
    )


def _of_another_person() -> dict[str, Any]:
    said: dict[str, Any] = orjson.loads(KEPT) | {"outcome": "failure", "reason": "No matches found"}
    said["match_lead"]["result"]["success"] = False
    return said


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
