"""A tenant may connect a mail server that writes to its leads."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("integrations", "0003_add_keepers_of_consent")]
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
                ],
                max_length=12,
            ),
        ),
    ]
