"""A lead that a CRM has a record of."""

from apps.core import clock
from apps.integrations.models import Connection, Family
from apps.leads.models import Known, Lead, Source
from apps.tenants import access
from apps.tenants.models import Tenant


def known_lead(tenant: Tenant, phone: str) -> Lead:
    with access.as_tenant(tenant.pk):
        source = Source.objects.create(tenant=tenant, slug="crm", name="CRM")
        lead = Lead.objects.create(tenant=tenant, source=source, phone=phone, received_at=clock.now())
        crm = Connection.objects.create(tenant=tenant, family=Family.CRM, vendor="hubspot", name="HubSpot")
        Known.objects.create(tenant=tenant, lead=lead, connection=crm, record_id="3401", kind="contact")
    return lead
