"""Versions remember who published them, why, and what they brought back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scripts", "0002_wall_off_scripts"),
    ]

    operations = [
        migrations.AddField(
            model_name="scriptversion",
            name="author",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="scriptversion",
            name="note",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="scriptversion",
            name="restored_from",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
