"""Trials are seen by their tenant only, and are of its scripts."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("scripts", "0004_make_trials")]
    operations = [
        protect("scripts_trial"),
        same_tenant("scripts_trial", "script_id", target="scripts_script"),
    ]
