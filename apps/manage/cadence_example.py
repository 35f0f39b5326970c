"""A draft played through for one lead and one moment: whom we would try again when, and why then."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.integrations.models import Connection, Family
from apps.leads.models import Lead
from apps.outreach import letters, surroundings
from apps.outreach.cadence.history import Outcome
from apps.outreach.cadence.ladder import Channel, Ladder
from apps.outreach.cadence.planner import PlannedRung
from apps.outreach.letters import Words
from apps.outreach.models import Playbook
from apps.tenants.models import Tenant

_CHANNELS = {Channel.CALL: "Call", Channel.SMS: "Text", Channel.EMAIL: "E-mail"}
_OFFERED = 20


@dataclass(frozen=True)
class Row:
    """One attempt as the page shows it, by the lead's clock; `letter` is an e-mail as the lead would read it."""

    what: str
    at: str
    why: str
    letter: Words | None = None


# Without a number: one in the tenant's zone, that may always be called.
_NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Example:
    """What was asked (`lead_id`, `at`, `is_voicemail`), what could be asked (`leads`), and the answer.

    `no_emails` says why none would be sent, "" if they would.
    """

    leads: Sequence[Lead]
    lead_id: str
    at: str
    is_voicemail: bool
    zone: str
    rows: Sequence[Row]
    end: str
    no_emails: str = ""


def of(asked: Mapping[str, str], ladder: Ladder, tenant: Tenant, *, now: datetime) -> Example:
    """Without side effects; what was asked wrongly is as if it had not been asked."""
    recent = Lead.objects.for_tenant(tenant).exclude(phone="").order_by("-received_at", "-id")
    lead = _chosen(asked.get("lead", ""), tenant)
    first_at = _moment(asked.get("at", ""), tenant, now=now)
    outcome = Outcome.VOICEMAIL if asked.get("if") == "voicemail" else Outcome.NO_ANSWER
    person, playbook = lead or Lead(pk=_NOBODY, tenant=tenant), Playbook.of(tenant)
    around = surroundings.of_lead(person, ladder, tenant, now=now)
    played = surroundings.rehearse(ladder, around, first_at=first_at, outcome=outcome)
    return Example(
        leads=list(recent[:_OFFERED]),
        lead_id=str(lead.pk) if lead else "",
        at=f"{first_at.astimezone(tenant.zone):%Y-%m-%dT%H:%M}",
        is_voicemail=outcome is Outcome.VOICEMAIL,
        zone=around.zone.key,
        rows=[
            Row(
                _CHANNELS[each.channel],
                f"{each.due_at.astimezone(around.zone):%a %-d %b, %-H:%M}",
                each.why,
                _letter(each, person, tenant, playbook),
            )
            for each in played.attempts
        ],
        end=played.end.reason,
        no_emails=_no_emails(ladder, tenant, playbook),
    )


def _letter(planned: PlannedRung, lead: Lead, tenant: Tenant, playbook: Playbook) -> Words | None:
    """Whole, but for the link, which is each e-mail's own."""
    if planned.channel is not Channel.EMAIL:
        return None
    said = letters.fill(Words(planned.subject, planned.text), lead=lead, tenant=tenant, playbook=playbook)
    whole = letters.whole(said.text, tenant=tenant, playbook=playbook, unsubscribe_url="…")
    return Words(said.subject, whole)


def _no_emails(ladder: Ladder, tenant: Tenant, playbook: Playbook) -> str:
    if all(rung.channel is not Channel.EMAIL for rung in ladder.rungs):
        return ""
    if not playbook.postal_address.strip():
        return "name your postal address in the playbook"
    is_connected = Connection.objects.for_tenant(tenant).usable(Family.MAIL).exists()
    return "" if is_connected else "connect a mail server under Connections"


def _chosen(lead_id: str, tenant: Tenant) -> Lead | None:
    with suppress(ValueError):
        return Lead.objects.for_tenant(tenant).exclude(phone="").filter(pk=UUID(lead_id)).first()
    return None


def _moment(typed: str, tenant: Tenant, *, now: datetime) -> datetime:
    """As a browser's field for date and time sends it, by the tenant's clock."""
    with suppress(ValueError):
        return datetime.fromisoformat(typed).replace(tzinfo=tenant.zone)
    return now
