"""Lists of leads are seen by their tenant only."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_make_lead_lists"), ("leads", "0005_keep_what_forms_say")]
    operations = [
        protect("intake_leadlist", "intake_leadlistrow"),
        same_tenant("intake_leadlist", "source_id", target="leads_source"),
        same_tenant("intake_leadlistrow", "lead_list_id", target="intake_leadlist"),
    ]
