"""Two tenants with every kind of row; whatever the other one owns says SECRET."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from rest_framework.test import APIClient

from apps.appointments.models import Appointment
from apps.calls.models import Bridge, Call, Message, Ring
from apps.compliance.models import DncEntry, GateDecision
from apps.intake.models import Delivery
from apps.integrations.models import Connection, Family
from apps.leads.models import Known, Lead, Source
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import ApiKey, Tenant
from tests import conversed

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Company:
    """A tenant, one row of each kind, and a client that bears its key."""

    tenant: Tenant
    key: str
    api: APIClient
    source: Source
    lead: Lead
    call: Call
    dnc: DncEntry
    step: Step
    ring: Ring


def found(slug: str, word: str, *, phone: str) -> Company:
    """A company all of whose texts say this word."""
    tenant = Tenant.objects.create(slug=slug, name=word, is_demo=True)
    with access.as_tenant(tenant.pk):
        _, key = ApiKey.objects.issue(tenant, name=word)
        source = Source.objects.create(tenant=tenant, slug=f"{word.lower()}-form", name=word, settings={word: word})
        lead = _lead(tenant, source, word, phone=phone)
        connection = Connection.objects.create(
            tenant=tenant, family=Family.TELEPHONY, vendor="twilio", name=word, settings={"token": word}
        )
        call = _outreach(lead, connection, word)
        conversed.conversation(
            call,
            at=NOON,
            recording=conversed.WAV + word.encode(),
            summary=word,
            disposition=word.lower(),
            turns=[("lead", word, 0, 900, True, {}), ("agent", word, 1_000, 2_000, False, conversed.TIMED)],
        )
        ring = _ring(call, word)
        dnc = DncEntry.objects.create(tenant=tenant, phone=phone, reason=word, added_by=word)
        step = Step.objects.create(
            tenant=tenant, lead=lead, kind="call", queue="urgent", state="dead", key=word, due_at=NOON,
            params={word: word}, last_error=word, error_code=word, external_id=word,
        )  # fmt: skip
    api = APIClient(headers={"Authorization": f"Bearer {key}"}, raise_request_exception=False)
    return Company(tenant, key, api, source, lead, call, dnc, step, ring)


def _ring(call: Call, word: str) -> Ring:
    """A rep who is about to be called for the lead."""
    bridge = Bridge.objects.create(
        tenant=call.tenant, lead=call.lead, call=call, step_id=1, connection=call.connection, opened_at=NOON
    )
    return Ring.objects.create(
        tenant=call.tenant, bridge=bridge, number=1, name=word, phone=call.phone, requested_at=NOON
    )


def _lead(tenant: Tenant, source: Source, word: str, *, phone: str) -> Lead:
    lead = Lead.objects.create(
        tenant=tenant, source=source, first_name=word, last_name=word, email=f"{word.lower()}@example.com",
        phone=phone, answers={word: word}, campaign={word: word}, received_at=NOON,
    )  # fmt: skip
    lead.tell("lead.received", at=NOON, source=word)
    lead.tell("lead.committed", at=NOON + timedelta(milliseconds=4, microseconds=250))
    Delivery.objects.create(
        tenant=tenant, source=source, lead=lead, state="accepted", received_at=NOON, content_type=word,
        query=word, headers={word: word}, body=word.encode(), body_digest=b"", problems={word: word},
    )  # fmt: skip
    return lead


def _outreach(lead: Lead, connection: Connection, word: str) -> Call:
    tenant = lead.tenant
    Known.objects.create(
        tenant=tenant,
        lead=lead,
        connection=connection,
        record_id=word,
        kind=word,
        url=f"https://{word}.example",
    )
    call = Call.objects.create(
        tenant=tenant, lead=lead, step_id=1, connection=connection, phone=lead.phone, caller_id=word,
        reserved_for=(NOON, NOON + timedelta(minutes=1)), provider_id=word, cause=word, answered_by=word,
    )  # fmt: skip
    Appointment.objects.create(
        tenant=tenant, lead=lead, connection=connection, calendar=word, what=word, starts_at=NOON,
        ends_at=NOON + timedelta(minutes=30), zone="UTC", held_until=NOON, external_id=word, url=word, video_url=word,
        cause=word,
    )  # fmt: skip
    decision = GateDecision.objects.create(
        tenant=tenant, lead=lead, channel="sms", phone=lead.phone, allowed=True, decided_at=NOON
    )
    Message.objects.create(
        tenant=tenant, lead=lead, step_id=1, connection=connection, phone=lead.phone, sender=word, body=word,
        provider_id=word, cause=word, created_at=NOON, decision=decision,
    )  # fmt: skip
    return call


@pytest.fixture
def acme(db: None) -> Company:
    return found("acme", "ACME", phone="+12145550101")


@pytest.fixture
def rival(db: None) -> Company:
    return found("rival", "SECRET", phone="+12145550102")


@pytest.fixture
def stranger() -> APIClient:
    """Someone without a key."""
    return APIClient(raise_request_exception=False)
