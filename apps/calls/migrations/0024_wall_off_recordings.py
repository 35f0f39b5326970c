"""Recordings are seen by their tenant only, and belong to a call, a lead and a connection of the same one."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("calls", "0023_keep_carriers_recordings"), ("leads", "0002_wall_off_leads")]
    operations = [
        protect("calls_recording"),
        same_tenant("calls_recording", "lead_id", target="leads_lead"),
        same_tenant("calls_recording", "call_id", target="calls_call"),
        same_tenant("calls_recording", "connection_id", target="integrations_connection"),
    ]
