"""What failed or is held is found without reading every step."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0014_keep_recordings"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("state__in", ["dead", "held"])), fields=["tenant", "lead"], name="step_failed"
            ),
        ),
    ]
