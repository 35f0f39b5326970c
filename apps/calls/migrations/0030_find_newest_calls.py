"""What was called and texted lately is found without reading every call."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0029_find_open_calls"),
        ("compliance", "0013_decide_on_emails"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="call",
            index=models.Index(fields=["tenant", "created_at"], name="call_newest"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["tenant", "created_at"], name="message_newest"),
        ),
    ]
