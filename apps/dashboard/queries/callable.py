"""Whether a person may be called or texted right now, as the gate says it; nothing is kept and nobody is called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.calls import reading
from apps.calls.reading import Contact
from apps.compliance import gate
from apps.compliance.verdict import Channel, Verdict
from apps.core import phones
from apps.dashboard import words
from apps.leads.models import Lead
from apps.outreach import openings
from apps.outreach.openings import Person
from apps.tenants import access
from apps.tenants.models import Tenant

_ASKED = (
    ("Call, a person speaks", Channel.CALL, False),
    ("Call, the AI agent speaks", Channel.CALL, True),
    ("Text message", Channel.SMS, False),
)


@dataclass(frozen=True)
class Answer:
    """For one way to reach them. `next` is when it is allowed, "" where waiting does not help."""

    way: str
    is_allowed: bool
    reasons: Sequence[str]
    next: str
    duties: Sequence[str]


@dataclass(frozen=True)
class Asked:
    """`lead` is the one whose consent, calls and source were asked; None: only the number was."""

    phone: str
    lead: UUID | None
    lead_name: str
    answers: Sequence[Answer]
    rules: str


def of_lead(tenant: Tenant, lead_id: UUID, *, now: datetime) -> Asked:
    """All that the gate asks before a call. Raises `Lead.DoesNotExist`."""
    lead = Lead.objects.for_tenant(tenant).get(pk=lead_id)
    verdicts = [_of_lead(lead, channel, is_artificial, now=now) for _, channel, is_artificial in _ASKED]
    return _told(lead.phone, verdicts, lead=lead)


def of_number(tenant: Tenant, typed: str, *, now: datetime) -> Asked:
    """By the latest lead with this number, else by the number alone. Raises `phones.NotDialable`."""
    phone = phones.read(typed, region=tenant.region, allow_fiction=tenant.is_demo).e164
    known = Lead.objects.for_tenant(tenant).filter(phone=phone).order_by("-received_at", "-id")
    if lead := known.first():
        return of_lead(tenant, lead.pk, now=now)
    return _told(phone, [openings.at(Person(phone), tenant, now=now)], lead=None)


def _of_lead(lead: Lead, channel: Channel, is_artificial: bool, *, now: datetime) -> Verdict:
    contact = Contact(channel, now, artificial_voice=is_artificial)
    *_, rows = access.fetch_all(reading.asked(contact, tenant_id=lead.tenant_id, lead_id=lead.pk))
    read = reading.made_of(contact, rows[0])
    return gate.decide(read.facts, read.pack)


def _told(phone: str, verdicts: Sequence[Verdict], *, lead: Lead | None) -> Asked:
    answers = [_answer(way, verdict) for (way, *_), verdict in zip(_ASKED, verdicts, strict=False)]
    name = (lead.full_name or "No name") if lead else ""
    return Asked(words.phone(phone), lead.pk if lead else None, name, answers, verdicts[0].pack_version)


def _answer(way: str, verdict: Verdict) -> Answer:
    duties = []
    if verdict.is_allowed and verdict.duties.announce_recording:
        duties.append("say that the call is recorded")
    if verdict.is_allowed and verdict.duties.disclose_ai:
        duties.append("say that an AI speaks")
    return Answer(way, verdict.is_allowed, [reason.says for reason in verdict.reasons], verdict.next_says, duties)
