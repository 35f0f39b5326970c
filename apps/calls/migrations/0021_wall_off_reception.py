"""A reception is seen by its tenant only, and keeps hours of the same one."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("calls", "0020_make_reception"), ("routing", "0002_wall_off_routing")]
    operations = [
        protect("calls_reception"),
        same_tenant("calls_reception", "schedule_id", target="routing_schedule"),
    ]
