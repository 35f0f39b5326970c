"""Paces and slots are seen by their tenant only."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("calls", "0004_make_lines"), ("integrations", "0002_wall_off_connections")]
    operations = [
        protect("calls_pace", "calls_slot"),
        same_tenant("calls_pace", "connection_id", target="integrations_connection"),
    ]
