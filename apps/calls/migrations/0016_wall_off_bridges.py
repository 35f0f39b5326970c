"""Bridges and rings are seen by their tenant only, and belong to a lead and a call of the same one."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("calls", "0015_make_bridges"), ("leads", "0002_wall_off_leads")]
    operations = [
        protect("calls_bridge"),
        same_tenant("calls_bridge", "lead_id", target="leads_lead"),
        same_tenant("calls_bridge", "call_id", target="calls_call"),
        protect("calls_ring"),
        same_tenant("calls_ring", "bridge_id", target="calls_bridge"),
    ]
