"""A tenant may have programs of its own told what happens."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("integrations", "0006_add_engines")]
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
                    ("events", "Outgoing webhooks"),
                    ("hearing", "The agent's hearing"),
                    ("speech", "The agent's voice"),
                    ("thinking", "The agent's understanding"),
                ],
                max_length=12,
            ),
        ),
    ]
