"""Which leads pass the list's filters, where they stand in it, and which of them one page shows."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from apps.dashboard import milestones, searching
from apps.dashboard.cursors import Cursor
from apps.dashboard.filters import Filters
from apps.dashboard.milestones import Milestone
from apps.leads.models import Lead, Progress
from apps.tenants.models import Tenant

# Rows with `received_at`, and the lead's id for a key.
type Places = QuerySet[Lead] | QuerySet[Progress]


def leads(tenant: Tenant, wanted: Filters) -> QuerySet[Lead]:
    """Every lead that passes the filters, but for how far it got and where the page is."""
    found: QuerySet[Lead] = Lead.objects.for_tenant(tenant)
    if wanted.text:
        found = found.filter(searching.matching(wanted.text, tenant=tenant))
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.source:
        found = found.filter(source__slug=wanted.source)
    return received(found, wanted, tenant=tenant)


def received[Row: (Lead, Progress)](rows: QuerySet[Row], wanted: Filters, *, tenant: Tenant) -> QuerySet[Row]:
    """Those that came on the days that are wanted, without test leads if they are not."""
    since, until = wanted.days.since(tenant.zone), wanted.days.until(tenant.zone)
    rows = rows.filter(received_at__gte=since) if since else rows
    rows = rows.filter(received_at__lt=until) if until else rows
    return rows.filter(is_test=False) if wanted.is_real else rows


def places(tenant: Tenant, wanted: Filters) -> Places:
    """Of every lead that passes all filters.

    How far leads got, when they came and whether they are tests is all in the narrow table: only what it does not know
    is asked of the leads themselves.
    """
    if not wanted.reached:
        return leads(tenant, wanted)
    milestone = Milestone(wanted.reached)
    if milestone not in milestones.COUNTED:
        return milestones.reaching(leads(tenant, wanted), milestone, tenant=tenant)
    got_there = Progress.objects.for_tenant(tenant).filter(milestones.condition(milestone))
    reached = received(got_there, wanted, tenant=tenant)
    asks_leads = wanted.text or wanted.state or wanted.source
    return reached.filter(lead__in=leads(tenant, wanted)) if asks_leads else reached


def page(found: Places, wanted: Filters, *, most: int) -> Sequence[Cursor]:
    """The newest of them from where the page begins."""
    rows = _placed(found, wanted).order_by("-received_at", "-pk").values_list("received_at", "pk")
    return [Cursor(received_at, lead_id) for received_at, lead_id in rows[:most]]


def newer(found: Places, than: Cursor) -> Places:
    """Those that stand above that lead."""
    return found.filter(than.after("received_at"))


def _placed(found: Places, wanted: Filters) -> Places:
    if wanted.before:
        return found.filter(wanted.before.before("received_at"))
    return found.filter(wanted.upto.before("received_at") | Q(pk=wanted.upto.id)) if wanted.upto else found
