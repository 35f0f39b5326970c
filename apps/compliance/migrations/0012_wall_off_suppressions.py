"""Suppressed addresses are seen by their tenant only."""

from django.db import migrations

from apps.tenants.rls import protect


class Migration(migrations.Migration):
    dependencies = [("compliance", "0011_make_suppressions")]
    operations = [protect("compliance_suppression")]
