"""A draft played through for one lead and one moment: whom we would try again when, and why then."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.leads.models import Lead
from apps.outreach import surroundings
from apps.outreach.cadence.history import Outcome
from apps.outreach.cadence.ladder import Channel, Ladder
from apps.tenants.models import Tenant

_CHANNELS = {Channel.CALL: "Call", Channel.SMS: "Text"}
_OFFERED = 20


@dataclass(frozen=True)
class Row:
    """One attempt as the page shows it, by the lead's clock."""

    what: str
    at: str
    why: str


# Without a number: one in the tenant's zone, that may always be called.
_NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Example:
    """What was asked (`lead_id`, `at`, `is_voicemail`), what could be asked (`leads`), and the answer."""

    leads: Sequence[Lead]
    lead_id: str
    at: str
    is_voicemail: bool
    zone: str
    rows: Sequence[Row]
    end: str


def of(asked: Mapping[str, str], ladder: Ladder, tenant: Tenant, *, now: datetime) -> Example:
    """Without side effects; what was asked wrongly is as if it had not been asked."""
    recent = Lead.objects.for_tenant(tenant).exclude(phone="").order_by("-received_at", "-id")
    lead = _chosen(asked.get("lead", ""), tenant)
    first_at = _moment(asked.get("at", ""), tenant, now=now)
    outcome = Outcome.VOICEMAIL if asked.get("if") == "voicemail" else Outcome.NO_ANSWER
    around = surroundings.of_lead(lead or Lead(pk=_NOBODY, tenant=tenant), ladder, tenant, now=now)
    played = surroundings.rehearse(ladder, around, first_at=first_at, outcome=outcome)
    return Example(
        leads=list(recent[:_OFFERED]),
        lead_id=str(lead.pk) if lead else "",
        at=f"{first_at.astimezone(tenant.zone):%Y-%m-%dT%H:%M}",
        is_voicemail=outcome is Outcome.VOICEMAIL,
        zone=around.zone.key,
        rows=[
            Row(_CHANNELS[each.channel], f"{each.due_at.astimezone(around.zone):%a %-d %b, %-H:%M}", each.why)
            for each in played.attempts
        ],
        end=played.end.reason,
    )


def _chosen(lead_id: str, tenant: Tenant) -> Lead | None:
    with suppress(ValueError):
        return Lead.objects.for_tenant(tenant).exclude(phone="").filter(pk=UUID(lead_id)).first()
    return None


def _moment(typed: str, tenant: Tenant, *, now: datetime) -> datetime:
    """As a browser's field for date and time sends it, by the tenant's clock."""
    with suppress(ValueError):
        return datetime.fromisoformat(typed).replace(tzinfo=tenant.zone)
    return now
