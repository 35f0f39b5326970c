"""Leads and their events are seen by their tenant only; an event is never changed."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_make_leads"), ("integrations", "0002_wall_off_connections")]
    operations = [
        protect("leads_source", "leads_sourcesecret", "leads_lead", "leads_event", "leads_known"),
        same_tenant("leads_lead", "source_id", target="leads_source"),
        same_tenant("leads_event", "lead_id", target="leads_lead"),
        same_tenant("leads_known", "lead_id", target="leads_lead"),
        migrations.RunSQL(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'leadhub_app') THEN"
            " REVOKE UPDATE, DELETE ON leads_event FROM leadhub_app; END IF; END $$",
            migrations.RunSQL.noop,
        ),
    ]
