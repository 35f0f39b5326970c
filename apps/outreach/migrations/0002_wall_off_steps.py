"""Steps and playbooks are seen by their tenant only."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_make_steps"), ("leads", "0002_wall_off_leads")]
    operations = [
        protect("outreach_step", "outreach_playbook"),
        same_tenant("outreach_step", "lead_id", target="leads_lead"),
    ]
