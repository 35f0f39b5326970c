"""Costs and rates are seen by their tenant only, and belong to a call, a text, a lead or a connection of the same one."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("calls", "0026_tell_costs"), ("leads", "0002_wall_off_leads")]
    operations = [
        protect("calls_cost", "calls_rate"),
        same_tenant("calls_cost", "lead_id", target="leads_lead"),
        same_tenant("calls_cost", "call_id", target="calls_call"),
        same_tenant("calls_cost", "message_id", target="calls_message"),
        same_tenant("calls_rate", "connection_id", target="integrations_connection"),
    ]
