"""Appointments of the past are found by their time, the latest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0002_wall_off_appointments"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["tenant", "starts_at", "id"], name="appointment_by_time"),
        ),
    ]
