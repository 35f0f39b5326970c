"""Use case: take in a lead that the tenant's own program brings, by the same way as any form's."""

from datetime import datetime

from apps.integrations.http import Inbound
from apps.leads.models import Source
from apps.tenants import access
from apps.tenants.models import Tenant

from . import doors, receive
from .receive import Receipt

SLUG = "api"


def lead(tenant: Tenant, request: Inbound, *, source_slug: str, received_at: datetime) -> Receipt:
    """Keep the lead under the named source, by default the tenant's own source for its API.

    Raises `Source.DoesNotExist`, and what `receive.trusted` raises.
    """
    with access.as_tenant(tenant.pk):
        source = _source(tenant, source_slug)
    return receive.trusted(doors.of(source, now=received_at), request, received_at=received_at)


def _source(tenant: Tenant, slug: str) -> Source:
    sources = Source.objects.for_tenant(tenant).select_related("tenant")
    if slug != SLUG:
        return sources.get(slug=slug, is_active=True)
    source, _ = sources.get_or_create(tenant=tenant, slug=SLUG, defaults={"name": "API"})
    return source
