"""The words that go with an appointment: in the calendar, on the timeline."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from apps.compliance.models import Suppression
from apps.leads.models import Lead
from apps.tenants.models import Tenant

from .models import Appointment

_ARTICLE = re.compile(r"^(an?|the) ", re.IGNORECASE)


def subject(appointment: Appointment) -> str:
    """ "A short call with a specialist" → "Short call with a specialist"."""
    plain = _ARTICLE.sub("", appointment.what.strip())
    return plain[:1].upper() + plain[1:] or "Appointment"


def title(appointment: Appointment, lead: Lead) -> str:
    """As the business sees it in its calendar."""
    return f"{subject(appointment)}: {lead.full_name or lead.phone or lead.email}"


def notes(lead: Lead, tenant: Tenant) -> str:
    """What who takes the appointment wants at hand."""
    page = f"{settings.LEADHUB_BASE_URL}/app/{tenant.slug}/leads/{lead.pk}/"
    return "\n".join(line for line in (lead.full_name, lead.phone, lead.email, page) if line)


def invited(lead: Lead) -> str:
    """The address that the calendar may write to, "" where the person wants no e-mails. In the caller's view."""
    if not lead.email or Suppression.objects.of(lead.tenant_id, lead.email).exists():
        return ""
    return lead.email


def reachable(lead: Lead) -> str:
    """The number that the calendar may have, "" where the person wants no texts. In the caller's view."""
    if not lead.phone or Suppression.objects.of(lead.tenant_id, lead.phone).exists():
        return ""
    return lead.phone


def facts(appointment: Appointment) -> dict[str, str]:
    """What the timeline tells of it; `local_time` is by the lead's clock."""
    return facts_at(appointment, appointment.starts_at)


def facts_at(appointment: Appointment, starts_at: datetime) -> dict[str, str]:
    """The same, at a time that it may have instead."""
    local = starts_at.astimezone(ZoneInfo(appointment.zone))
    return {
        "appointment": str(appointment.pk),
        "what": appointment.what,
        "starts_at": starts_at.isoformat(),
        "local_time": f"{local:%a %-d %b, %-H:%M} {local:%Z}",
        "vendor": appointment.connection.vendor,
    }
