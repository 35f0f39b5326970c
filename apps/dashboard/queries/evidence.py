"""The evidence pack: all that shows what a lead agreed to and on what grounds it was contacted, as files."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID

import orjson

from apps.compliance.models import ConsentClaim, ConsentProof, GateDecision
from apps.compliance.rules.rows import Consent
from apps.intake.models import Delivery
from apps.leads.models import Event, Lead
from apps.tenants.models import Tenant, TenantOwned


@dataclass(frozen=True)
class Document:
    """One file of the pack."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Pack:
    """The files, and the manifest that has the SHA-256 of each."""

    lead: Lead
    documents: tuple[Document, ...]
    taken_by: str
    taken_at: datetime

    @property
    def manifest(self) -> bytes:
        return _json(
            {
                "lead": str(self.lead.pk),
                "taken_by": self.taken_by,
                "taken_at": self.taken_at,
                "files": {each.name: hashlib.sha256(each.content).hexdigest() for each in self.documents},
            }
        )

    def write(self, file: IO[bytes]) -> None:
        """The pack as a ZIP archive."""
        day = self.taken_at.timetuple()[:6]
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for each in (*self.documents, Document("manifest.json", self.manifest)):
                archive.writestr(zipfile.ZipInfo(each.name, day), each.content, zipfile.ZIP_DEFLATED)


def pack(tenant: Tenant, lead_id: UUID, *, by: str, now: datetime) -> Pack:
    """Read it all in the caller's view. Raises `Lead.DoesNotExist`."""
    lead = Lead.objects.for_tenant(tenant).get(pk=lead_id)
    return Pack(lead, tuple(_documents(tenant, lead)), by, now)


def _documents(tenant: Tenant, lead: Lead) -> Iterator[Document]:
    proofs = list(ConsentProof.objects.for_tenant(tenant).filter(lead=lead).order_by("received_at", "id"))
    claims = ConsentClaim.objects.for_tenant(tenant).filter(proof__in=proofs).order_by("claimed_at", "id")
    decisions = GateDecision.objects.for_tenant(tenant).filter(lead=lead).order_by("decided_at", "id")
    events = Event.objects.for_tenant(tenant).filter(lead=lead).order_by("occurred_at", "id")
    yield Document("proof.json", _json({"proofs": _rows(proofs), "claims": _rows(claims)}))
    yield Document("consent.txt", "\n\n".join(map(_told, proofs)).encode() or _INQUIRY.encode())
    yield Document("decisions.json", _json(_rows(decisions)))
    yield Document("timeline.json", _json(_rows(events)))
    deliveries = Delivery.objects.for_tenant(tenant).filter(lead=lead).order_by("received_at", "id")
    for each in deliveries.iterator():
        yield Document(f"deliveries/{each.pk}.body", bytes(each.body))
        about = {"received_at": each.received_at, "content_type": each.content_type, "query": each.query}
        yield Document(f"deliveries/{each.pk}.json", _json(about | {"headers": each.headers}))


_INQUIRY = "The form says nothing of consent. The person's own inquiry stands under deliveries/.\n"


def _told(proof: ConsentProof) -> str:
    lines = [
        f"{Consent(proof.level).name.capitalize()} consent of {proof.received_at.isoformat()}",
        f"Number: {proof.phone}",
        f"Words: {proof.text or 'none'}",
        *(f"Field “{name}”: {value}" for name, value in proof.fields.items()),
        f"Page: {proof.page_url}",
        f"IP address: {proof.ip}",
        f"Browser: {proof.user_agent}",
        f"TrustedForm certificate: {proof.certificate or 'none'}",
        f"Jornaya token: {proof.token or 'none'}",
    ]
    return "\n".join(lines)


def _rows(rows: Iterable[TenantOwned]) -> list[dict[str, object]]:
    """Every column as it stands."""
    return [{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} for row in rows]


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2)
