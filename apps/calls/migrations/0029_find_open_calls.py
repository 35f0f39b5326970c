"""Who is on a call now is found without reading every call."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0028_owe_costs"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("state__in", ["queued", "ringing", "answered"])),
                fields=["tenant", "lead"],
                name="call_open",
            ),
        ),
    ]
