"""What services have told of a lead, and said of its number: each fact with who said it and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.compliance.models import ScrubAnswer
from apps.core import plugins
from apps.dashboard.times import Moment, moment
from apps.integrations import catalog
from apps.integrations.enrichment.base import FACTS
from apps.integrations.models import Family
from apps.integrations.scrub.base import Check
from apps.leads import findings
from apps.leads.models import Finding, Lead
from apps.tenants.models import Tenant


@dataclass(frozen=True)
class Found:
    """`is_old`: no rule, and not the gate, goes by it any more."""

    title: str
    value: str
    source: str
    at: Moment
    is_old: bool


def of(tenant: Tenant, lead: Lead, *, now: datetime) -> Sequence[Found]:
    """By their names, of two services both; then the checks of its number."""
    facts = [_found(each, tenant, now=now) for each in findings.told(lead)]
    return [*facts, *(_checked(each, tenant, now=now) for each in _checks(lead))]


def _checks(lead: Lead) -> Sequence[ScrubAnswer]:
    """Those of services that are connected and in use."""
    mine = ScrubAnswer.objects.for_tenant(lead.tenant_id).filter(phone=lead.phone, connection__is_active=True)
    return list(mine.select_related("connection").order_by("kind", "id")) if lead.phone else []


def _found(finding: Finding, tenant: Tenant, *, now: datetime) -> Found:
    fact = FACTS.get(finding.name)
    title = fact.title if fact else finding.name
    return Found(
        title=title[:1].upper() + title[1:],
        value=finding.value,
        source=_source(finding.vendor),
        at=moment(finding.found_at, now=now, zone=tenant.zone),
        is_old=finding.good_until <= now,
    )


def _checked(answer: ScrubAnswer, tenant: Tenant, *, now: datetime) -> Found:
    sought = Check(answer.kind).sought if answer.kind in Check else answer.kind
    return Found(
        title=f"Checked for {sought}",
        value=f"the number is {answer.says}" if answer.says else "nothing found",
        source=answer.connection.name,
        at=moment(answer.checked_at, now=now, zone=tenant.zone),
        is_old=answer.good_until <= now,
    )


def _source(vendor: str) -> str:
    try:
        return str(catalog.vendor_class(Family.ENRICHMENT, vendor).title)
    except plugins.NoSuchPlugin:
        return vendor
