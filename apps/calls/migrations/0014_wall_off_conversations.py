"""Conversations are seen by their tenant only, and belong to a call and a lead of the same one."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("calls", "0013_make_conversations"), ("leads", "0002_wall_off_leads")]
    operations = [
        protect("calls_conversation"),
        same_tenant("calls_conversation", "lead_id", target="leads_lead"),
        same_tenant("calls_conversation", "call_id", target="calls_call"),
        protect("calls_turn"),
        same_tenant("calls_turn", "conversation_id", target="calls_conversation"),
    ]
