"""A tenant sees its own invitations alone."""

from django.db import migrations

from apps.tenants.rls import protect


class Migration(migrations.Migration):
    dependencies = [("tenants", "0004_make_invitations")]
    operations = [protect("tenants_invitation")]
