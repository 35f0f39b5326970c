"""What the list of tenants says of each one's plan, and of what it has used this month: read with the list itself."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.tenants.models import Subscription, Tenant

_USED = """
(SELECT concat_ws(' · ', COALESCE(sum(u.leads), 0), COALESCE(sum(u.calls), 0), COALESCE(sum(u.agent_minutes), 0))
 FROM tenants_usage u
 WHERE u.tenant_id = tenants_tenant.id
   AND u.day >= date_trunc('month', leadhub_now() AT TIME ZONE tenants_tenant.time_zone)::date)
"""


def with_usage(tenants: QuerySet[Tenant]) -> QuerySet[Tenant]:
    """In one query, by each tenant's own calendar."""
    latest = Subscription.objects.filter(tenant=OuterRef("pk")).order_by("-pk")
    used = RawSQL(_USED, [])  # noqa: S611 - made of constants
    return tenants.annotate(plan_name=Subquery(latest.values("plan__name")[:1]), month_used=used)


def plan_said(tenant: Tenant) -> SafeString:
    """Its name, and the way to another one."""
    name = getattr(tenant, "plan_name", None) or "none: no limits"
    return format_html('<a href="{}?tenant={}">{}</a>', reverse("ops:tenants_subscription_add"), tenant.pk, name)


def usage_said(tenant: Tenant) -> SafeString:
    """Three figures, and the way to each day's."""
    used = getattr(tenant, "month_used", "")
    page = reverse("ops:tenants_usage_changelist")
    return format_html('<a href="{}?tenant__id__exact={}">{}</a>', page, tenant.pk, used)
