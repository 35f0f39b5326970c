"""The gate decides on e-mails too: on which address, beside the number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("compliance", "0012_wall_off_suppressions")]
    operations = [
        migrations.AddField(
            model_name="gatedecision",
            name="email",
            field=models.CharField(blank=True, db_default="", default="", max_length=254),
        ),
        migrations.AlterField(
            model_name="gatedecision",
            name="channel",
            field=models.CharField(choices=[("call", "call"), ("sms", "sms"), ("email", "email")], max_length=8),
        ),
    ]
