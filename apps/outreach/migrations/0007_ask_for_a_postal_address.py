"""The postal address that each e-mail to a lead must carry."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0006_name_cadences"),
    ]

    operations = [
        migrations.AddField(
            model_name="playbook",
            name="postal_address",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Stands below each e-mail to a lead; the law asks for it, and without it none is sent.",
                max_length=300,
            ),
        ),
    ]
