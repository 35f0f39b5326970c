"""Dials, clearances and walls are seen by their tenant only."""

from django.db import migrations

from apps.tenants.rls import protect


class Migration(migrations.Migration):
    dependencies = [("calls", "0008_raise_the_walls")]
    operations = [protect("calls_dial", "calls_clearance", "calls_walls")]
