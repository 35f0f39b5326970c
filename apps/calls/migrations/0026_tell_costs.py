"""What calls and texts cost, and what tenants pay for them."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import apps.calls.rates


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0025_index_recorded_conversations"),
        ("compliance", "0013_decide_on_emails"),
        ("integrations", "0008_fetch_from_forms"),
        ("leads", "0005_keep_what_forms_say"),
        ("tenants", "0003_let_rows_point_at_members"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("call", "call"),
                            ("text", "text"),
                            ("hearing", "hearing"),
                            ("thinking", "thinking"),
                            ("speech", "speech"),
                        ],
                        max_length=8,
                    ),
                ),
                ("connection_id", models.BigIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("owed", "Not told yet"),
                            ("unpriced", "No rate is known"),
                            ("estimated", "Estimated"),
                            ("reported", "Reported by the provider"),
                        ],
                        db_default="owed",
                        default="owed",
                        max_length=9,
                    ),
                ),
                ("micros", models.BigIntegerField(db_default=0, default=0)),
                ("currency", models.CharField(db_default="USD", default="USD", max_length=3)),
                (
                    "basis",
                    models.CharField(
                        blank=True,
                        choices=[("own", "own"), ("listed", "listed"), ("bound", "bound")],
                        db_default="",
                        default="",
                        max_length=6,
                    ),
                ),
                ("is_in_ledger", models.BooleanField(db_default=False, default=False)),
                ("over_at", models.DateTimeField()),
                ("look_at", models.DateTimeField(null=True)),
                ("looks", models.PositiveSmallIntegerField(db_default=0, default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Rate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("call", "Call"),
                            ("text", "Text"),
                            ("hearing", "Hearing"),
                            ("thinking", "Thinking"),
                            ("speech", "Speech"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("out", "To the lead"), ("in", "From the lead")],
                        default=apps.calls.rates.Direction["OUT"],
                        max_length=3,
                    ),
                ),
                (
                    "prefix",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=15,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]*\\Z", "Digits only, e.g. 1214: no plus, no spaces."
                            )
                        ],
                    ),
                ),
                (
                    "micros",
                    models.BigIntegerField(
                        validators=[django.core.validators.MinValueValidator(0)], verbose_name="price"
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        default="USD",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{3}\\Z", "The three letters of a currency, e.g. USD."
                            )
                        ],
                    ),
                ),
                ("valid_from", models.DateField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("tenant", "id"), name="message_of_tenant"),
        ),
        migrations.AddField(
            model_name="cost",
            name="call",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="costs",
                to="calls.call",
            ),
        ),
        migrations.AddField(
            model_name="cost",
            name="lead",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="costs",
                to="leads.lead",
            ),
        ),
        migrations.AddField(
            model_name="cost",
            name="message",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="costs",
                to="calls.message",
            ),
        ),
        migrations.AddField(
            model_name="cost",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tenants.tenant"
            ),
        ),
        migrations.AddField(
            model_name="rate",
            name="connection",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="integrations.connection",
            ),
        ),
        migrations.AddField(
            model_name="rate",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tenants.tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="cost",
            index=models.Index(condition=models.Q(("state", "owed")), fields=["id"], name="cost_owed"),
        ),
        migrations.AddIndex(
            model_name="cost",
            index=models.Index(
                condition=models.Q(("look_at", None), _negated=True), fields=["look_at"], name="cost_to_look"
            ),
        ),
        migrations.AddIndex(
            model_name="cost",
            index=models.Index(fields=["tenant", "lead"], name="cost_lead"),
        ),
        migrations.AddConstraint(
            model_name="cost",
            constraint=models.UniqueConstraint(
                fields=("tenant", "call", "service"), name="one_cost_a_call_and_service"
            ),
        ),
        migrations.AddConstraint(
            model_name="cost",
            constraint=models.UniqueConstraint(fields=("tenant", "message", "service"), name="one_cost_a_message"),
        ),
        migrations.AddConstraint(
            model_name="cost",
            constraint=models.CheckConstraint(
                condition=models.Q(("call", None), ("message", None), _connector="XOR"), name="cost_of_one_thing"
            ),
        ),
        migrations.AddConstraint(
            model_name="rate",
            constraint=models.UniqueConstraint(
                fields=("tenant", "connection", "service", "direction", "prefix", "valid_from"), name="rate_once"
            ),
        ),
    ]
