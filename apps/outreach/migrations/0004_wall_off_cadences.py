"""Cadences are seen by their tenant only; a published version is never changed."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant

FORWARD = """
CREATE FUNCTION outreach_keep_version() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'a published version is never changed'; END $$;
CREATE TRIGGER keep_version BEFORE UPDATE ON outreach_cadenceversion
    FOR EACH ROW EXECUTE FUNCTION outreach_keep_version();
"""
BACKWARD = "DROP TRIGGER keep_version ON outreach_cadenceversion; DROP FUNCTION outreach_keep_version();"


class Migration(migrations.Migration):
    dependencies = [("outreach", "0003_make_cadences"), ("leads", "0002_wall_off_leads")]
    operations = [
        protect("outreach_cadence", "outreach_cadenceversion"),
        same_tenant("outreach_cadence", "source_id", target="leads_source"),
        same_tenant("outreach_cadenceversion", "cadence_id", target="outreach_cadence"),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
