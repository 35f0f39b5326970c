"""A clock that the demo can shift: `leadhub_now()` is the only "now" that steps are due by."""

from django.db import migrations

FORWARD = """
CREATE TABLE core_clock (is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only), shift interval NOT NULL DEFAULT '0');
INSERT INTO core_clock DEFAULT VALUES;
CREATE FUNCTION leadhub_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
    AS 'SELECT clock_timestamp() + (SELECT shift FROM core_clock)';
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'leadhub_app') THEN
        REVOKE INSERT, UPDATE, DELETE ON core_clock FROM leadhub_app;
        GRANT SELECT ON core_clock TO leadhub_app;
    END IF;
END $$;
"""
BACKWARD = "DROP FUNCTION leadhub_now(); DROP TABLE core_clock;"


class Migration(migrations.Migration):
    dependencies = []
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
