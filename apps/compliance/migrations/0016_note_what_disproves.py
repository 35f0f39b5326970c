"""A keeper's answer may say that what the form carried proves nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("compliance", "0015_wall_off_scrubs")]

    operations = [
        migrations.AddField(
            model_name="consentclaim",
            name="disproves",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
