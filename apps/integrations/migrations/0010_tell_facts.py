"""Connections may tell facts about leads, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("integrations", "0009_sell_numbers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="connection",
            name="family",
            field=models.CharField(
                choices=[
                    ("telephony", "Calls"),
                    ("sms", "Text messages"),
                    ("numbers", "Phone numbers to buy"),
                    ("mail", "E-mail to leads"),
                    ("crm", "CRM"),
                    ("alerts", "Team alerts"),
                    ("consent", "Consent certificates"),
                    ("enrichment", "Facts about leads"),
                    ("calendars", "Calendars"),
                    ("events", "Outgoing webhooks"),
                    ("forms", "Leads of ad platforms"),
                    ("hearing", "The agent's hearing"),
                    ("speech", "The agent's voice"),
                    ("thinking", "The agent's understanding"),
                ],
                max_length=12,
            ),
        ),
    ]
