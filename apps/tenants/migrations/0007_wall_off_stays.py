"""A tenant sees who stayed with it alone."""

from django.db import migrations

from apps.tenants.rls import protect


class Migration(migrations.Migration):
    dependencies = [("tenants", "0006_make_stays")]
    operations = [protect("tenants_stay")]
