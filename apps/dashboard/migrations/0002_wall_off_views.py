"""What people keep of the pages is seen at their company only."""

from django.db import migrations

from apps.tenants.rls import protect


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0001_keep_views_and_readings")]
    operations = [protect("dashboard_savedview", "dashboard_reading")]
