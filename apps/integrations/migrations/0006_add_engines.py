"""A tenant may choose what its agent hears, speaks and understands with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("integrations", "0005_add_calendars")]
    operations = [
        migrations.AlterField(
            model_name="connection",
            name="family",
            field=models.CharField(
                choices=[
                    ("telephony", "Calls"),
                    ("sms", "Text messages"),
                    ("mail", "E-mail to leads"),
                    ("crm", "CRM"),
                    ("alerts", "Team alerts"),
                    ("consent", "Consent certificates"),
                    ("calendars", "Calendars"),
                    ("hearing", "The agent's hearing"),
                    ("speech", "The agent's voice"),
                    ("thinking", "The agent's understanding"),
                ],
                max_length=12,
            ),
        ),
    ]
