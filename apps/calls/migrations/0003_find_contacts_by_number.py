"""How often a person was contacted is asked before each contact, by their number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0002_wall_off_calls"),
        ("integrations", "0002_wall_off_connections"),
        ("leads", "0002_wall_off_leads"),
        ("tenants", "0002_wall_off_tenants"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="call",
            index=models.Index(fields=["tenant", "phone"], name="call_phone"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("direction", "out")), fields=["tenant", "phone", "created_at"], name="message_phone"
            ),
        ),
    ]
