"""The evidence pack: one click, for those who may, with everything in it and nothing of anybody else."""

import hashlib
import io
import zipfile
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.test import Client

from apps.compliance.models import ConsentClaim, ConsentProof, GateDecision
from apps.compliance.rules.rows import Consent
from apps.intake.models import Delivery
from apps.leads.models import Event, Lead
from apps.tenants import access
from apps.tenants.models import Tenant

from .conftest import RECEIVED, NewLead, SignIn, rung_after

pytestmark = pytest.mark.django_db
BODY = b'{"phone": "\xff\x00", "I agree to be called": "on"}'


@pytest.fixture
def lead(new_lead: NewLead) -> Lead:
    made = new_lead(story=rung_after(2_941))
    of = {"tenant_id": made.tenant_id}
    with access.as_tenant(made.tenant_id):
        delivery = Delivery.objects.create(
            **of, source=made.source, lead=made, state="accepted", received_at=RECEIVED, body=BODY, body_digest=b""
        )
        proof = ConsentProof.objects.create(
            **of,
            pk=delivery.pk,
            lead=made,
            level=Consent.WRITTEN,
            phone=made.phone,
            text="I agree to be called",
            received_at=RECEIVED,
        )
        ConsentClaim.objects.create(**of, proof=proof, vendor="trustedform", is_kept=True, claimed_at=RECEIVED)
        GateDecision.objects.create(
            **of, lead=made, channel="call", phone=made.phone, allowed=True, decided_at=RECEIVED
        )
    return made


def address(lead: Lead, slug: str = "acme") -> str:
    return f"/app/{slug}/leads/{lead.pk}/evidence.zip"


def taken(client: Client, lead: Lead) -> dict[str, bytes]:
    answer: Any = client.get(address(lead))
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("manager", 200), ("client", 403), ("rep", 403)])
def test_owners_and_managers_take_it_out(signed_in: SignIn, acme: Tenant, lead: Lead, role: str, status: int) -> None:
    client = signed_in(acme, role)

    assert client.get(address(lead)).status_code == status
    assert (b"evidence.zip" in client.get(f"/app/acme/leads/{lead.pk}/").content) is (status == 200)


def test_all_of_it_is_there(owner: Client, lead: Lead) -> None:
    files = taken(owner, lead)

    told = orjson.loads(files["proof.json"])
    assert [proof["text"] for proof in told["proofs"]] == ["I agree to be called"]
    assert [claim["vendor"] for claim in told["claims"]] == ["trustedform"]
    assert b"Words: I agree to be called" in files["consent.txt"]
    assert [each["allowed"] for each in orjson.loads(files["decisions.json"])] == [True]
    assert len(orjson.loads(files["timeline.json"])) == len(rung_after(1))
    assert [content for name, content in files.items() if name.endswith(".body")] == [BODY]


def test_the_manifest_has_the_digest_of_every_file(owner: Client, lead: Lead) -> None:
    files = taken(owner, lead)

    told = orjson.loads(files.pop("manifest.json"))

    assert told["files"] == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert (told["lead"], told["taken_by"]) == (str(lead.pk), "owner@acme.example")


def test_the_timeline_says_who_took_it(owner: Client, lead: Lead) -> None:
    taken(owner, lead)

    with access.as_tenant(lead.tenant_id):
        assert Event.objects.get(kind="evidence.exported").facts["by"] == "owner@acme.example"
    assert b"Evidence taken out" in owner.get(f"/app/acme/leads/{lead.pk}/").content


def test_nobody_takes_another_companys(signed_in: SignIn, rival: Tenant, lead: Lead) -> None:
    client = signed_in(rival, "owner")

    assert [client.get(address(lead, slug)).status_code for slug in ("acme", "rival")] == [404, 404]
    with access.as_tenant(lead.tenant_id):
        assert not Event.objects.filter(kind="evidence.exported").exists()


def test_a_lead_that_never_was_has_none(owner: Client, lead: Lead) -> None:
    assert owner.get(f"/app/acme/leads/{uuid4()}/evidence.zip").status_code == 404


def test_strangers_are_asked_who_they_are(client: Client, lead: Lead) -> None:
    assert client.get(address(lead)).status_code == 302


def test_without_a_word_of_consent_the_inquiry_speaks(owner: Client, new_lead: NewLead) -> None:
    assert b"nothing of consent" in taken(owner, new_lead())["consent.txt"]
