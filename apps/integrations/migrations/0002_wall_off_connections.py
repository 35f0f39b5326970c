"""Connections are seen by their tenant only."""

from django.db import migrations

from apps.tenants.rls import protect


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_make_connections"), ("tenants", "0002_wall_off_tenants")]
    operations = [
        protect("integrations_connection"),
    ]
