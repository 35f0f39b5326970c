"""Scripts are seen by their tenant only; what was published never changes."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant

FUNCTIONS = """
CREATE FUNCTION leadhub_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND (NEW.body <> OLD.body OR NEW.state = 'draft') THEN
        RAISE EXCEPTION 'a published script never changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'published_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER published_stays BEFORE UPDATE ON scripts_scriptversion
    FOR EACH ROW EXECUTE FUNCTION leadhub_published_stays();
"""
BACK = """
DROP TRIGGER published_stays ON scripts_scriptversion;
DROP FUNCTION leadhub_published_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("scripts", "0001_make_scripts"), ("tenants", "0002_wall_off_tenants")]
    operations = [
        protect("scripts_script"),
        protect("scripts_scriptversion"),
        same_tenant("scripts_scriptversion", "script_id", target="scripts_script"),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
