"""Numbers are seen by their tenant only, belong to a connection of the same one, and so do the calls that show them."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("calls", "0017_make_numbers"), ("integrations", "0002_wall_off_connections")]
    operations = [
        protect("calls_poolnumber", "calls_numberrules"),
        same_tenant("calls_poolnumber", "connection_id", target="integrations_connection"),
        same_tenant("calls_call", "number_id", target="calls_poolnumber"),
    ]
