"""How reps come in, whose phones ring, and when calls for reps alone are paused."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0012_let_confirmations_be_written"),
    ]

    operations = [
        migrations.AddField(
            model_name="playbook",
            name="agent_holds",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Where a rule wants a person: your reps are rung beside the conversation, who presses 1 takes it over. Only for leads whom an AI may call; the others hear your greeting.",
                verbose_name="the AI agent talks until a rep has accepted",
            ),
        ),
        migrations.AddField(
            model_name="playbook",
            name="bridging",
            field=models.CharField(
                choices=[
                    ("direct", "Ring the lead, then one rep: who picks up has them"),
                    ("lead_first", "Ring the lead, then your reps: who presses 1 has them"),
                    ("rep_first", "Ring your reps: when one has pressed 1, ring the lead"),
                ],
                db_default="direct",
                default="direct",
                help_text="By the second and third way a rep hears who it is and accepts with 1. A carrier without conferences goes by the first.",
                max_length=10,
                verbose_name="how reps come in",
            ),
        ),
        migrations.AddField(
            model_name="playbook",
            name="rep_calls_paused_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="playbook",
            name="rep_calls_released_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="playbook",
            name="rep_ring_seconds",
            field=models.PositiveSmallIntegerField(
                db_default=20,
                default=20,
                help_text="So long a rep has to press 1, e.g. 20; then the next one is rung.",
                validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(60)],
                verbose_name="next rep after (seconds)",
            ),
        ),
        migrations.AddField(
            model_name="playbook",
            name="ring_group",
            field=models.CharField(
                choices=[
                    ("in_turn", "One after another, by turns"),
                    ("at_once", "All at once: who is first takes the lead"),
                ],
                db_default="in_turn",
                default="in_turn",
                help_text="Of the team that your rules name: one rep after another, or everybody who is there.",
                max_length=8,
                verbose_name="whose phones ring",
            ),
        ),
    ]
