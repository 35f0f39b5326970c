"""Bridges between leads and reps, and whether anybody spoke with whoever answered a call."""

import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models

import apps.calls.bridges


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0014_wall_off_conversations"),
        ("integrations", "0008_fetch_from_forms"),
        ("leads", "0005_keep_what_forms_say"),
        ("tenants", "0003_let_rows_point_at_members"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bridge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("step_id", models.BigIntegerField()),
                ("token", models.CharField(default=apps.calls.bridges.new_token, max_length=32, unique=True)),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("in_turn", "One after another, by turns"),
                            ("at_once", "All at once: who is first takes the lead"),
                        ],
                        default="in_turn",
                        max_length=8,
                    ),
                ),
                ("wanted", models.JSONField(default=dict)),
                ("round", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ringing", "Reps are being rung"),
                            ("accepted", "A rep has accepted"),
                            ("talking", "Talking"),
                            ("over", "Over"),
                        ],
                        default="ringing",
                        max_length=8,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("talked", "They talked"),
                            ("nobody_accepted", "Nobody accepted"),
                            ("all_busy", "Everybody was on the phone"),
                            ("nobody_on_duty", "Nobody was on duty"),
                            ("rep_hung_up", "The rep hung up before they talked"),
                            ("lead_hung_up", "The lead hung up first"),
                            ("not_reached", "The lead did not answer"),
                            ("machine", "No person answered at the lead's"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("winner_id", models.BigIntegerField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("lead_in_at", models.DateTimeField(null=True)),
                ("talking_at", models.DateTimeField(null=True)),
                ("over_at", models.DateTimeField(null=True)),
                ("is_held", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Ring",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("take", "To take the lead"),
                            ("cold", "To take the lead from another rep"),
                            ("warm", "To join another rep and the lead"),
                        ],
                        default="take",
                        max_length=4,
                    ),
                ),
                ("rep_id", models.BigIntegerField(null=True)),
                ("name", models.CharField(blank=True, max_length=80)),
                ("phone", models.CharField(max_length=16)),
                ("token", models.CharField(default=apps.calls.bridges.new_token, max_length=32, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("intent", "About to be called"),
                            ("unknown", "Perhaps called"),
                            ("placed", "With the carrier"),
                            ("ringing", "Ringing"),
                            ("answered", "Hears of the lead"),
                            ("accepted", "Has accepted"),
                            ("over", "Over"),
                        ],
                        default="intent",
                        max_length=8,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("talked", "Talked with the lead"),
                            ("no_answer", "Did not pick up"),
                            ("busy", "On the phone"),
                            ("no_press", "Picked up and did not accept"),
                            ("too_late", "Another was faster"),
                            ("called_off", "The lead had hung up"),
                            ("failed", "Could not be reached"),
                            ("hung_up", "Hung up before they talked"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("provider_id", models.CharField(blank=True, default="", max_length=80)),
                ("requested_at", models.DateTimeField()),
                ("ringing_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("joined_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("is_muted", models.BooleanField(default=False)),
            ],
        ),
        migrations.AddField(
            model_name="call",
            name="spoken_to_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="call",
            name="was_abandoned",
            field=models.BooleanField(null=True),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("was_abandoned__isnull", False)),
                fields=["tenant", "answered_at"],
                name="call_judged",
            ),
        ),
        migrations.AddField(
            model_name="bridge",
            name="call",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="bridges",
                to="calls.call",
            ),
        ),
        migrations.AddField(
            model_name="bridge",
            name="connection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="integrations.connection"
            ),
        ),
        migrations.AddField(
            model_name="bridge",
            name="lead",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="bridges",
                to="leads.lead",
            ),
        ),
        migrations.AddField(
            model_name="bridge",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tenants.tenant"
            ),
        ),
        migrations.AddField(
            model_name="ring",
            name="bridge",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rings",
                to="calls.bridge",
            ),
        ),
        migrations.AddField(
            model_name="ring",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tenants.tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="bridge",
            index=models.Index(fields=["tenant", "call"], name="bridge_call"),
        ),
        migrations.AddIndex(
            model_name="bridge",
            index=models.Index(fields=["tenant", "lead"], name="bridge_lead"),
        ),
        migrations.AddIndex(
            model_name="bridge",
            index=models.Index(
                condition=models.Q(("over_at", None)), fields=["tenant", "-opened_at"], name="bridge_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="bridge",
            constraint=models.UniqueConstraint(fields=("tenant", "id"), name="bridge_of_tenant"),
        ),
        migrations.AddConstraint(
            model_name="bridge",
            constraint=models.UniqueConstraint(fields=("tenant", "step_id"), name="one_bridge_a_step"),
        ),
        migrations.AddIndex(
            model_name="ring",
            index=models.Index(fields=["tenant", "rep_id", "-id"], name="ring_of_rep"),
        ),
        migrations.AddConstraint(
            model_name="ring",
            constraint=models.UniqueConstraint(fields=("tenant", "bridge", "number"), name="ring_number_once"),
        ),
        migrations.AddConstraint(
            model_name="ring",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("tenant", "phone"), name="one_ring_a_phone"
            ),
        ),
    ]
