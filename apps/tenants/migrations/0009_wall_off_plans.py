"""A tenant sees its own plan and usage alone; what is sold is everybody's to read, and the platform's to write."""

from django.db import migrations

from apps.tenants.rls import protect, protect_platform


class Migration(migrations.Migration):
    dependencies = [("tenants", "0008_make_plans")]
    operations = [
        protect("tenants_subscription", "tenants_usage", "tenants_usagenotice"),
        protect_platform("tenants_plan"),
    ]
