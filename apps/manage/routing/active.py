"""What rules may point at today, put together from those who know."""

from apps.outreach.models import CadenceVersion
from apps.routing import published
from apps.routing.lint import Active
from apps.scripts import published as scripts
from apps.tenants.models import Tenant


def of(tenant: Tenant) -> Active:
    """For the lint."""
    return published.active(tenant, cadences=CadenceVersion.objects.names(tenant.pk), scripts=scripts.names(tenant.pk))
