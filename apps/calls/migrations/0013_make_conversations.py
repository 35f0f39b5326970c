"""What our agent hears and says in calls."""

import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0012_wall_off_emails"),
        ("leads", "0004_ask_for_a_call_now"),
        ("tenants", "0003_let_rows_point_at_members"),
    ]

    operations = [
        migrations.CreateModel(
            name="Conversation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("script_version_id", models.BigIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("expected", "The stream has not been opened yet"),
                            ("open", "Talking"),
                            ("over", "Over"),
                            ("broken", "Broken off by a fault of ours"),
                        ],
                        default="expected",
                        max_length=8,
                    ),
                ),
                ("ticket_hash", models.CharField(max_length=64, unique=True)),
                ("ticket_until", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("disposition", models.CharField(blank=True, default="", max_length=20)),
                ("score", models.IntegerField(default=0)),
                ("is_qualified", models.BooleanField(default=False)),
                ("answers", models.JSONField(default=list)),
                ("reasons", models.JSONField(default=list)),
                ("notes", models.JSONField(default=list)),
                ("summary", models.TextField(blank=True, default="")),
                ("transfer_to", models.CharField(blank=True, default="", max_length=16)),
                ("recording", models.CharField(blank=True, default="", max_length=200)),
                (
                    "call",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conversations",
                        to="calls.call",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conversations",
                        to="leads.lead",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("speaker", models.CharField(choices=[("agent", "Agent"), ("lead", "Lead")], max_length=5)),
                ("text", models.TextField()),
                ("began_ms", models.PositiveIntegerField()),
                ("ended_ms", models.PositiveIntegerField()),
                ("was_interrupted", models.BooleanField(default=False)),
                ("timings", models.JSONField(default=dict)),
                (
                    "conversation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="turns",
                        to="calls.conversation",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(fields=["tenant", "lead"], name="conversation_lead"),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(condition=models.Q(("closed_at", None)), fields=["created_at"], name="unfinished"),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.UniqueConstraint(fields=("tenant", "id"), name="conversation_of_tenant"),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.UniqueConstraint(fields=("tenant", "call"), name="one_conversation_a_call"),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.UniqueConstraint(fields=("tenant", "conversation", "number"), name="turn_once"),
        ),
    ]
