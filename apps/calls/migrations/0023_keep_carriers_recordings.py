"""What carriers have recorded of calls."""

import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0022_buy_numbers"),
        ("integrations", "0008_fetch_from_forms"),
        ("leads", "0005_keep_what_forms_say"),
        ("tenants", "0003_let_rows_point_at_members"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recording",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("provider_id", models.CharField(max_length=80)),
                ("seconds", models.IntegerField(null=True)),
                ("name", models.CharField(blank=True, default="", max_length=200)),
                ("is_at_carrier", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(null=True)),
                (
                    "call",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recordings",
                        to="calls.call",
                    ),
                ),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="integrations.connection"
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recordings",
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
            options={
                "indexes": [
                    models.Index(fields=["tenant", "call"], name="recording_call"),
                    models.Index(fields=["tenant", "lead"], name="recording_lead"),
                    models.Index(condition=models.Q(("deleted_at", None)), fields=["made_at"], name="recording_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "connection", "provider_id"), name="recording_once")
                ],
            },
        ),
    ]
