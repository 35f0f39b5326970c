"""How far leads got is seen by their tenant only, and belongs to a lead of the same one."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("leads", "0008_read_progress")]
    operations = [
        protect("leads_progress", "leads_stirred"),
        same_tenant("leads_progress", "lead_id", target="leads_lead"),
        same_tenant("leads_stirred", "lead_id", target="leads_lead"),
    ]
