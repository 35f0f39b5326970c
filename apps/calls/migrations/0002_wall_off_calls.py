"""Calls and messages are seen by their tenant only."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("calls", "0001_make_calls_and_messages"), ("leads", "0002_wall_off_leads")]
    operations = [
        protect("calls_call", "calls_callattempt", "calls_message"),
        same_tenant("calls_call", "lead_id", target="leads_lead"),
        same_tenant("calls_call", "connection_id", target="integrations_connection"),
        same_tenant("calls_callattempt", "call_id", target="calls_call"),
        same_tenant("calls_message", "lead_id", target="leads_lead"),
        same_tenant("calls_message", "connection_id", target="integrations_connection"),
    ]
