"""The do-not-call list is seen by its tenant only."""

from django.db import migrations

from apps.tenants.rls import protect


class Migration(migrations.Migration):
    dependencies = [("compliance", "0001_make_the_dnc_list"), ("tenants", "0002_wall_off_tenants")]
    operations = [
        protect("compliance_dncentry"),
    ]
