"""A tenant may connect a calendar in which appointments are booked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("integrations", "0004_add_mail_to_leads")]
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
                ],
                max_length=12,
            ),
        ),
    ]
