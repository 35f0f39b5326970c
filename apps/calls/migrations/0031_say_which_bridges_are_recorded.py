"""Whether what is said in a bridge's room is recorded, and everybody told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0030_find_newest_calls"),
    ]

    operations = [
        migrations.AddField(
            model_name="bridge",
            name="recorded",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Not recorded"),
                    ("untold", "Recorded, and nobody must know"),
                    ("told", "Recorded, and everybody is told first"),
                ],
                db_default="",
                default="",
                max_length=6,
            ),
        ),
    ]
