"""What the gate is told of a contact: the lead as it stands, and how often its number was contacted."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext

from apps.calls import reading
from apps.calls.models import Call, CallAttempt, Message
from apps.calls.reading import Contact
from apps.compliance import gate, packs, registry
from apps.compliance.closed import Closed
from apps.compliance.facts import ASKED_NOW_LASTS, Listed
from apps.compliance.models import ConsentClaim, ConsentProof, DncEntry, DncList, GateDecision, PlatformDncEntry
from apps.compliance.rules.rows import Consent
from apps.compliance.stated import Address
from apps.compliance.verdict import Channel
from apps.core import clock
from apps.integrations.models import Connection
from apps.leads.models import Lead, Source
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.compliance.cases import AT, MIAMI

pytestmark = pytest.mark.django_db
OTHER = "+13055550188"


def lead_of(slug: str, phone: str = MIAMI) -> Lead:
    tenant, _ = Tenant.objects.get_or_create(slug=slug, defaults={"name": slug})
    with access.as_tenant(tenant.pk):
        source, _ = Source.objects.get_or_create(tenant=tenant, slug="web", defaults={"name": "Website"})
        answers = {"City": "Miami", "State": "FL", "Roof": "tile"}
        return Lead.objects.create(tenant=tenant, source=source, phone=phone, answers=answers, received_at=AT)


@pytest.fixture
def lead() -> Lead:
    return lead_of("acme")


def carrier(lead: Lead) -> Connection:
    known = {"family": "telephony", "vendor": "twilio"}
    found, _ = Connection.objects.get_or_create(tenant_id=lead.tenant_id, name="Carrier", defaults=known)
    return found


def allowed(lead: Lead, channel: str, *, at: datetime) -> GateDecision:
    return GateDecision.objects.create(
        tenant_id=lead.tenant_id, lead=lead, channel=channel, phone=lead.phone, allowed=True, decided_at=at
    )


def called(lead: Lead, at: datetime, *, step_id: int, state: str = "placed") -> None:
    with access.as_tenant(lead.tenant_id):
        call = Call.objects.create(
            tenant_id=lead.tenant_id,
            lead=lead,
            step_id=step_id,
            connection=carrier(lead),
            phone=lead.phone,
            reserved_for=DateTimeTZRange(at, at + timedelta(minutes=1)),
        )
        CallAttempt.objects.create(
            tenant_id=lead.tenant_id, call=call, intent_at=at, state=state, decision=allowed(lead, "call", at=at)
        )


def texted(lead: Lead, at: datetime, *, step_id: int | None, state: str = "sent", direction: str = "out") -> None:
    with access.as_tenant(lead.tenant_id):
        Message.objects.create(
            tenant_id=lead.tenant_id,
            lead=lead,
            step_id=step_id,
            connection=carrier(lead),
            phone=lead.phone,
            body="Hi",
            state=state,
            direction=direction,
            created_at=at,
            decision=allowed(lead, "sms", at=at) if direction == "out" else None,
        )


def before(lead: Lead, **traits: object) -> reading.Read:
    contact = Contact(**{"channel": Channel.CALL, "at": AT, **traits})  # type: ignore[arg-type]
    return asked(contact, tenant_id=lead.tenant_id, lead_id=lead.pk)


def asked(contact: Contact, *, tenant_id: int, lead_id: uuid.UUID) -> reading.Read:
    *_, rows = access.fetch_all(reading.asked(contact, tenant_id=tenant_id, lead_id=lead_id))
    if not rows:
        raise Lead.DoesNotExist
    return reading.made_of(contact, rows[0])


def hours_ago(hours: float) -> datetime:
    return AT - timedelta(hours=hours)


def test_a_fresh_lead_may_be_called_on_what_was_read(lead: Lead) -> None:
    read = before(lead, caller_id="+12125550190")

    assert read.facts.stated == Address("US-FL", city="Miami")
    assert (read.facts.consent, read.facts.listed, read.facts.calls_at) == (Consent.INQUIRY, Listed.NOT, ())
    assert read.pack is not None
    assert read.pack.version == packs.shipped()[-1].version
    assert gate.decide(read.facts, read.pack).is_allowed


def test_it_takes_one_statement(lead: Lead) -> None:
    before(lead)  # the pack is known from now on

    with CaptureQueriesContext(connection) as others:
        before(lead)

    assert len(others) == 0


def test_contacts_of_a_day_are_counted_by_number_over_all_of_its_leads(lead: Lead) -> None:
    called(lead, hours_ago(2), step_id=1)
    called(lead_of("acme"), hours_ago(23.9), step_id=2, state="unknown")
    texted(lead_of("acme"), hours_ago(1), step_id=3)

    facts = before(lead).facts

    assert (facts.calls_at, facts.texts_at) == ((hours_ago(23.9), hours_ago(2)), (hours_ago(1),))
    assert [reason.code for reason in gate.decide(facts, packs.shipped()[-1]).reasons] == ["cap"]


def test_what_was_no_contact_is_not_counted(lead: Lead) -> None:
    called(lead, hours_ago(24), step_id=1)
    called(lead, hours_ago(2), step_id=2, state="not_placed")
    called(lead, hours_ago(3), step_id=9)
    called(lead_of("rival"), hours_ago(1), step_id=3)
    called(lead_of("acme", "+13055550199"), hours_ago(1), step_id=4)
    texted(lead, hours_ago(1), step_id=5, state="failed")
    texted(lead, hours_ago(1), step_id=None, direction="in")
    texted(lead, hours_ago(1), step_id=9, state="unknown")

    facts = before(lead, step_id=9).facts

    assert (facts.calls_at, facts.texts_at) == ((), ())


@pytest.mark.parametrize("origin", [each for each in Listed if each])
def test_the_do_not_call_list_is_read(lead: Lead, origin: Listed) -> None:
    with access.as_tenant(lead.tenant_id):
        DncEntry.objects.create(tenant=lead.tenant, phone=MIAMI, origin=origin)

    assert before(lead).facts.listed is origin


@pytest.mark.parametrize("closes", list(Closed))
def test_what_the_entry_closes_is_read(lead: Lead, closes: Closed) -> None:
    with access.as_tenant(lead.tenant_id):
        DncEntry.objects.create(tenant=lead.tenant, phone=MIAMI, closes=closes)

    assert before(lead).facts.closes is closes


def test_an_entry_that_is_lifted_or_anothers_closes_nothing(lead: Lead) -> None:
    for owner, lifted_at in ((lead, clock.now()), (lead_of("rival"), None)):
        with access.as_tenant(owner.tenant_id):
            DncEntry.objects.create(tenant=owner.tenant, phone=MIAMI, lifted_at=lifted_at)

    assert before(lead).facts.listed is Listed.NOT


def test_the_platforms_list_is_read_for_every_tenant(lead: Lead) -> None:
    with access.as_platform():
        PlatformDncEntry.objects.create(phone=MIAMI, reason="court order")

    read = before(lead)

    assert [reason.code for reason in gate.decide(read.facts, read.pack).reasons] == ["dnc_platform"]


@pytest.mark.parametrize(
    ("listed", "age_days", "codes"),
    [(MIAMI, 1, ["dnc_registry"]), (OTHER, 1, []), (OTHER, 40, ["dnc_stale"]), (OTHER, None, ["dnc_stale"])],
)
def test_registries_are_read_with_the_day_they_show(
    lead: Lead, listed: str, age_days: int | None, codes: list[str]
) -> None:
    shows = (AT - timedelta(days=age_days or 0)).date()
    with access.as_platform():
        national = DncList.objects.create(name="National", jurisdiction="US", effective_on=shows)
        if age_days is not None:
            registry.replace(national, registry.read([listed.removeprefix("+1")]), effective_on=shows, now=AT)

    read = before(lead)

    assert [reason.code for reason in gate.decide(read.facts, read.pack).reasons] == codes


def proven(lead: Lead, *, received_at: datetime = AT) -> ConsentProof:
    with access.as_tenant(lead.tenant_id):
        return ConsentProof.objects.create(
            tenant=lead.tenant,
            lead=lead,
            phone=lead.phone,
            level=Consent.WRITTEN,
            names_automation=True,
            received_at=received_at,
        )


def answered(proof: ConsentProof, *, disproves: bool, reason: str = "No matches found") -> None:
    with access.as_tenant(proof.tenant_id):
        told = {"vendor": "trustedform", "is_kept": False, "reason": reason, "claimed_at": AT}
        ConsentClaim.objects.create(tenant_id=proof.tenant_id, proof=proof, disproves=disproves, **told)


def test_a_proof_that_its_keeper_has_disproved_does_not_count(lead: Lead) -> None:
    answered(proven(lead), disproves=True)

    read = before(lead).facts

    assert (read.consent, read.disproved) == (Consent.INQUIRY, "No matches found")


def test_one_that_was_only_not_kept_still_counts(lead: Lead) -> None:
    answered(proven(lead), disproves=False)

    read = before(lead).facts

    assert (read.consent, read.disproved) == (Consent.WRITTEN, "")


def test_another_submissions_proof_counts_beside_it(lead: Lead) -> None:
    answered(proven(lead), disproves=True)
    proven(lead, received_at=AT + timedelta(minutes=1))

    assert before(lead).facts.consent is Consent.WRITTEN


@pytest.mark.parametrize(
    ("channel", "waited", "counts"),
    [
        (Channel.CALL, timedelta(0), True),
        (Channel.CALL, ASKED_NOW_LASTS, True),
        (Channel.CALL, ASKED_NOW_LASTS + timedelta(seconds=1), False),
        (Channel.SMS, timedelta(0), False),
    ],
)
def test_a_call_now_was_asked_for_a_quarter_of_an_hour_long(
    lead: Lead, channel: Channel, waited: timedelta, *, counts: bool
) -> None:
    with access.as_tenant(lead.tenant_id):
        Source.objects.filter(pk=lead.source_id).update(asked_now=True)

    assert before(lead, channel=channel, at=AT + waited).facts.asked_now is counts


def test_a_lead_of_another_tenant_is_nobody(lead: Lead) -> None:
    rival = lead_of("rival")

    with pytest.raises(Lead.DoesNotExist):
        asked(Contact(Channel.CALL, AT), tenant_id=rival.tenant_id, lead_id=lead.pk)
    with pytest.raises(Lead.DoesNotExist):
        asked(Contact(Channel.CALL, AT), tenant_id=rival.tenant_id, lead_id=uuid.uuid4())
