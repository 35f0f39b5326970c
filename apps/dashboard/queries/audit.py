"""Who changed what: the back office's log, what was published, the do-not-call list, and what was let go."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.db.models import Q

from apps.calls.models import Clearance
from apps.compliance.models import DncEntry
from apps.core import phones
from apps.dashboard.times import Moment, moment
from apps.outreach.models import CadenceVersion
from apps.routing.models import Version
from apps.scripts.models import ScriptVersion
from apps.tenants.models import Membership, Stay, Subscription, Tenant, TenantOwned

MOST = 100


@dataclass(frozen=True)
class Change:
    at: datetime
    who: str
    what: str


@dataclass(frozen=True)
class Entry:
    """A change, finished for the page."""

    at: Moment
    who: str
    what: str


def latest(tenant: Tenant, *, who: str, now: datetime) -> Sequence[Entry]:
    """The newest first; `who` is a part of a name, "" for everybody."""
    found = [
        *_office(tenant),
        *_published(tenant),
        *_listed(tenant),
        *_cleared(tenant),
        *_stays(tenant),
        *_sold(tenant),
    ]
    wanted = [each for each in found if who.lower() in each.who.lower()]
    wanted.sort(key=lambda each: each.at, reverse=True)
    return [Entry(moment(each.at, now=now, zone=tenant.zone), each.who, each.what) for each in wanted[:MOST]]


def _office(tenant: Tenant) -> Iterator[Change]:
    """The log knows no tenant and its writers may serve several: only what stands on a row of this tenant is shown."""
    members = Membership.objects.for_tenant(tenant).values("user_id")
    operators = Stay.objects.for_tenant(tenant).values("operator_id")
    log = LogEntry.objects.filter(Q(user__in=members) | Q(user__in=operators)).order_by("-pk")
    entries = list(log.select_related("user", "content_type")[: 5 * MOST])
    own = _own(tenant, entries)
    for entry in entries:
        if (entry.content_type_id, entry.object_id) in own:
            yield Change(entry.action_time, str(entry.user), _said(entry))


def _own(tenant: Tenant, entries: Sequence[LogEntry]) -> set[tuple[int | None, str | None]]:
    wanted: dict[int, set[str]] = defaultdict(set)
    models = {entry.content_type_id: entry.content_type.model_class() for entry in entries if entry.content_type}
    for entry in entries:
        if entry.content_type_id and entry.object_id:
            wanted[entry.content_type_id].add(entry.object_id)
    own: set[tuple[int | None, str | None]] = set()
    for type_id, ids in wanted.items():
        model = models.get(type_id)
        if model and issubclass(model, TenantOwned):
            mine = model._default_manager.filter(tenant_id=tenant.pk, pk__in=ids).values_list("pk", flat=True)
            own |= {(type_id, str(pk)) for pk in mine}
    return own


def _said(entry: LogEntry) -> str:
    verb = {ADDITION: "Added", DELETION: "Deleted"}.get(entry.action_flag, "Changed")
    told = entry.get_change_message()
    return f"{verb} {entry.object_repr}{f': {told}' if told else ''}"


def _published(tenant: Tenant) -> Iterator[Change]:
    for rules in Version.objects.for_tenant(tenant).order_by("-pk")[:MOST]:
        told = f"Published routing rules, version {rules.number}"
        yield Change(rules.published_at, rules.author, _noted(told, rules.note))
    for cadence in CadenceVersion.objects.for_tenant(tenant).select_related("cadence__source").order_by("-pk")[:MOST]:
        told = f"Published {cadence.cadence}, version {cadence.number}"
        yield Change(cadence.published_at, cadence.published_by, _noted(told, cadence.note))
    scripts = ScriptVersion.objects.for_tenant(tenant).filter(published_at__isnull=False).select_related("script")
    for script in scripts.order_by("-pk")[:MOST]:
        if script.published_at:
            told = f"Published script {script.script}, version {script.number}"
            yield Change(script.published_at, script.author, _noted(told, script.note))


def _noted(told: str, note: str) -> str:
    return f"{told}: {note}" if note else told


def _listed(tenant: Tenant) -> Iterator[Change]:
    for entry in DncEntry.objects.for_tenant(tenant).order_by("-pk")[:MOST]:
        number = phones.masked(entry.phone)
        by = entry.added_by or ("the person" if entry.origin == DncEntry.Origin.OPTED_OUT else "")
        yield Change(entry.created_at, by, _noted(f"Put {number} on the do-not-call list", entry.reason))
        if entry.lifted_at:
            yield Change(entry.lifted_at, "", f"Took {number} off the do-not-call list")


def _stays(tenant: Tenant) -> Iterator[Change]:
    for stay in Stay.objects.for_tenant(tenant).select_related("operator").order_by("-pk")[:MOST]:
        yield Change(stay.began_at, f"{stay.operator}, LeadHub", f"Came in as LeadHub's operator: {stay.reason}")


def _sold(tenant: Tenant) -> Iterator[Change]:
    for each in Subscription.objects.for_tenant(tenant).newest_first()[:MOST]:
        yield Change(each.began_at, f"{each.set_by}, LeadHub", f"Set your plan to {each.plan}: {each.reason}")


def _cleared(tenant: Tenant) -> Iterator[Change]:
    for each in Clearance.objects.for_tenant(tenant).order_by("-pk")[:MOST]:
        yield Change(each.cleared_at, each.cleared_by, f"Let go step {each.step_id}, which a fraud wall held")
