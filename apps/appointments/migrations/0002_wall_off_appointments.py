"""Appointments are seen by their tenant only."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


class Migration(migrations.Migration):
    dependencies = [("appointments", "0001_make_appointments"), ("leads", "0002_wall_off_leads")]
    operations = [
        protect("appointments_appointment"),
        same_tenant("appointments_appointment", "lead_id", target="leads_lead"),
        same_tenant("appointments_appointment", "connection_id", target="integrations_connection"),
    ]
