"""What a tenant had closed by itself is kept beside the opt-out of the person, so that START goes back to it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("compliance", "0016_note_what_disproves")]

    operations = [
        migrations.AddField("dncentry", "stood", models.JSONField(editable=False, null=True)),
    ]
