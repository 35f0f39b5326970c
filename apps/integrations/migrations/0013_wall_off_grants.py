"""Grants and requests for them are seen by their tenant only, and are of its own connections."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("integrations", "0012_keep_grants")]
    operations = [
        protect("integrations_grant", "integrations_authorizationrequest"),
        same_tenant("integrations_grant", "connection_id", target="integrations_connection"),
        same_tenant("integrations_authorizationrequest", "connection_id", target="integrations_connection"),
    ]
