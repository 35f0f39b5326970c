"""Attempts to tell an event are seen by their tenant only; how far the timelines are read is the platform's."""

from django.db import migrations

from apps.tenants.rls import protect, protect_platform


class Migration(migrations.Migration):
    dependencies = [("outreach", "0009_make_attempts")]
    operations = [protect("outreach_attempt"), protect_platform("outreach_feed")]
