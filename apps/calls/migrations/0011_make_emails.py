"""E-mails to leads, one a step at most."""

import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0010_sum_the_spend"),
        ("compliance", "0009_wall_off_consents"),
        ("integrations", "0004_add_mail_to_leads"),
        ("leads", "0004_ask_for_a_call_now"),
        ("tenants", "0003_let_rows_point_at_members"),
    ]

    operations = [
        migrations.CreateModel(
            name="Email",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("step_id", models.BigIntegerField()),
                ("address", models.CharField(max_length=254)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("message_id", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("intent", "About to be sent"),
                            ("sent", "Taken by the mail server"),
                            ("failed", "Surely not taken"),
                            ("unknown", "Perhaps sent"),
                        ],
                        default="intent",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="integrations.connection"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="compliance.gatedecision",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="emails",
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
                "indexes": [models.Index(fields=["tenant", "lead"], name="email_lead")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "step_id"), name="one_email_a_step"),
                    models.UniqueConstraint(fields=("tenant", "decision"), name="email_decided_once"),
                ],
            },
        ),
    ]
