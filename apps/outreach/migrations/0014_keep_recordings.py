"""Tenants say what is recorded, what is said before it, and how long it is kept."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0013_choose_how_reps_come_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="playbook",
            name="agent_recording",
            field=models.CharField(
                choices=[
                    ("announced", "Yes; where a state's law wants it, everybody is told first"),
                    ("unasked", "Only where nobody must be told"),
                    ("never", "Never"),
                ],
                db_default="announced",
                default="announced",
                help_text="Where the law wants it the agent asks the lead, and records nothing after a no.",
                max_length=10,
                verbose_name="record what the AI agent talks",
            ),
        ),
        migrations.AddField(
            model_name="playbook",
            name="recording_announcement",
            field=models.CharField(
                db_default="This call is recorded.",
                default="This call is recorded.",
                help_text="Said to the lead before a rep's recording, and whispered to the rep.",
                max_length=200,
                verbose_name="announcement",
            ),
        ),
        migrations.AddField(
            model_name="playbook",
            name="recording_days",
            field=models.PositiveSmallIntegerField(
                db_default=90,
                default=90,
                help_text="Then they are deleted, here and at the carrier's. What was said stays as text.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(3650),
                ],
                verbose_name="keep recordings for (days)",
            ),
        ),
        migrations.AddField(
            model_name="playbook",
            name="rep_recording",
            field=models.CharField(
                choices=[
                    ("announced", "Yes; where a state's law wants it, everybody is told first"),
                    ("unasked", "Only where nobody must be told"),
                    ("never", "Never"),
                ],
                db_default="never",
                default="never",
                help_text="By the carrier, from the moment the rep picks up. The strictest of the lead's, your number's and the rep's state holds.",
                max_length=10,
                verbose_name="record what your reps talk",
            ),
        ),
    ]
