"""Deliveries are seen by their tenant only."""

from django.db import migrations

from apps.tenants.rls import protect


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_make_deliveries"), ("leads", "0002_wall_off_leads")]
    operations = [
        protect("intake_delivery"),
    ]
