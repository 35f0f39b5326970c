"""How fast a CRM is can be asked without reading every step."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0005_keep_what_forms_say"),
        ("outreach", "0010_wall_off_attempts"),
        ("tenants", "0003_let_rows_point_at_members"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("kind", "crm"), ("state", "done")),
                fields=["tenant", "connection_id", "-done_at", "-id"],
                name="step_crm_done",
            ),
        ),
    ]
