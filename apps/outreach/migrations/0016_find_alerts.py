"""What the team was alerted of is found without reading every step."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0015_find_failed_steps"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("kind", "alert"), models.Q(("key__startswith", "alert:new_lead:"), _negated=True)),
                fields=["tenant", "-id"],
                name="step_alert",
            ),
        ),
    ]
