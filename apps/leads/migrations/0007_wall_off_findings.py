"""Findings are seen by their tenant only, and belong to a lead of the same one."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("leads", "0006_keep_findings")]
    operations = [
        protect("leads_finding"),
        same_tenant("leads_finding", "lead_id", target="leads_lead"),
    ]
