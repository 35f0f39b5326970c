"""Registries and imports are seen by their tenant only; what the operators keep is read by all."""

from django.db import migrations

from apps.tenants.rls import protect, protect_platform, protect_shared


class Migration(migrations.Migration):
    dependencies = [("compliance", "0003_import_registries"), ("tenants", "0002_wall_off_tenants")]
    operations = [
        protect_platform("compliance_platformdncentry"),
        protect_shared("compliance_dnclist", "compliance_dncnumber"),
        protect("compliance_dncimport", "compliance_dncimportrow"),
        # Read piece by piece: a compressed value would be unpacked whole each time.
        migrations.RunSQL(
            "ALTER TABLE compliance_dncimport ALTER COLUMN content SET STORAGE EXTERNAL", migrations.RunSQL.noop
        ),
    ]
