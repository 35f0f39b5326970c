"""Row-level security's view of the current tenant, and the walls around this app's tables."""

from django.db import migrations

from apps.tenants.rls import protect

# 0 is every tenant, an empty setting is none; see access.py.
FUNCTION = """
CREATE FUNCTION leadhub_tenant() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT NULLIF(current_setting('app.tenant', true), '')::bigint $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_make_the_tenants")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION leadhub_tenant();"),
        protect("tenants_membership", "tenants_apikey"),
    ]
