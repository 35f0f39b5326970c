"""Dials, clearances and walls are seen by their tenant only."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("calls", "0008_raise_the_walls"), ("leads", "0003_pause_sources")]
    operations = [
        protect("calls_dial", "calls_clearance", "calls_walls"),
        same_tenant("calls_dial", "lead_id", target="leads_lead"),
    ]
