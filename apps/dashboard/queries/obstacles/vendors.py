"""Do the vendors answer? Outages, refused credentials, and what is not connected at all."""

from datetime import datetime

from apps.dashboard.times import moment
from apps.integrations.models import Connection, Family
from apps.tenants.models import Tenant

from .check import BAD, FAIR, GOOD, Check, Finding, office

# Without a carrier nobody is called; without the others the phone still rings.
_NEEDED = {Family.TELEPHONY: BAD, Family.SMS: FAIR, Family.CRM: FAIR}
_STATES = {
    Connection.State.BROKEN: "does not answer; steps wait for it and lose no attempt",
    Connection.State.UNAUTHORIZED: "refuses its credentials; nothing is sent until they are changed",
}


def connections(tenant: Tenant, *, now: datetime) -> Check:
    """The state of every connection."""
    mine = list(Connection.objects.for_tenant(tenant).order_by("family", "name", "id"))
    missing = [_missing(family, tone, tenant) for family, tone in _NEEDED.items() if not _has(mine, family)]
    found = [*missing, *(_connection(each, tenant=tenant, now=now) for each in mine)]
    found.sort(key=lambda each: (BAD, FAIR, GOOD).index(each.tone))
    bad, fair = (sum(each.tone == tone for each in found) for tone in (BAD, FAIR))
    if bad or fair:
        return Check("Vendors", BAD if bad else FAIR, f"{bad + fair} of {len(found)} need a look.", found)
    return Check("Vendors", GOOD, "Every vendor answers.", found)


def _has(mine: list[Connection], family: Family) -> bool:
    return any(each.family == family and each.is_active for each in mine)


def _missing(family: Family, tone: str, tenant: Tenant) -> Finding:
    return Finding(family.label, "not connected", tone, office(tenant, "integrations/connection/"))


def _connection(each: Connection, *, tenant: Tenant, now: datetime) -> Finding:
    page = office(tenant, f"integrations/connection/{each.pk}/change/")
    if not each.is_active:
        return Finding(each.name, "switched off", FAIR, page)
    if each.state in _STATES:
        says = _STATES[Connection.State(each.state)]
        return Finding(each.name, f"{says}: {each.last_error}{_since(each, tenant=tenant, now=now)}", BAD, page)
    if each.failures:
        return Finding(each.name, f"failed {each.failures} times in a row: {each.last_error}", FAIR, page)
    return Finding(each.name, "answers", GOOD, page)


def _since(each: Connection, *, tenant: Tenant, now: datetime) -> str:
    return f"; last answered {moment(each.last_ok_at, now=now, zone=tenant.zone).relative}" if each.last_ok_at else ""
