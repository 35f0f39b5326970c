"""What was said of numbers is seen by their tenant only, and belongs to a lead and a connection of the same one."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("compliance", "0014_keep_scrubs"), ("leads", "0002_wall_off_leads")]
    operations = [
        protect("compliance_scrubanswer"),
        same_tenant("compliance_scrubanswer", "lead_id", target="leads_lead"),
        same_tenant("compliance_scrubanswer", "connection_id", target="integrations_connection"),
    ]
