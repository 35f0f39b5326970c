"""Numbers, when they rest, and which of them a call shows."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0016_wall_off_bridges"),
        ("integrations", "0008_fetch_from_forms"),
        ("leads", "0005_keep_what_forms_say"),
        ("tenants", "0003_let_rows_point_at_members"),
    ]

    operations = [
        migrations.AddField(
            model_name="call",
            name="sip_code",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="NumberRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("latest_calls", models.PositiveSmallIntegerField(default=50, verbose_name="calls that count")),
                ("least_calls", models.PositiveSmallIntegerField(default=20, verbose_name="judged from")),
                ("rest_below_answered", models.PositiveSmallIntegerField(default=8, verbose_name="answered")),
                ("rest_from_refused", models.PositiveSmallIntegerField(default=25, verbose_name="refused")),
                ("quarantine_from_unwanted", models.PositiveSmallIntegerField(default=10, verbose_name="unwanted")),
                ("rest_hours", models.PositiveSmallIntegerField(default=24, verbose_name="hours of rest")),
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
                "verbose_name": "numbers' rest",
                "verbose_name_plural": "numbers' rest",
            },
        ),
        migrations.CreateModel(
            name="PoolNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone", models.CharField(max_length=16, verbose_name="number")),
                (
                    "label",
                    models.CharField(blank=True, help_text="As your team calls it, e.g. Miami 2.", max_length=80),
                ),
                (
                    "expected_attestation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A", "A: the carrier knows you and that the number is yours"),
                            ("B", "B: the carrier knows you"),
                            ("C", "C: the carrier only passes the call on"),
                        ],
                        help_text="What your carrier promised. Empty: nothing.",
                        max_length=1,
                    ),
                ),
                ("caller_name", models.CharField(blank=True, max_length=15, verbose_name="caller name (CNAM)")),
                ("brand_name", models.CharField(blank=True, max_length=35, verbose_name="branded calling: name")),
                (
                    "brand_reason",
                    models.CharField(blank=True, max_length=64, verbose_name="branded calling: reason of the call"),
                ),
                ("daily_cap", models.PositiveIntegerField(default=0, verbose_name="most calls a day")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "In use"),
                            ("resting", "Resting: in use again by itself"),
                            ("quarantined", "Out of use until a person has looked"),
                            ("released", "Given back to the carrier"),
                        ],
                        default="active",
                        editable=False,
                        max_length=11,
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", editable=False, max_length=200)),
                ("until", models.DateTimeField(editable=False, null=True)),
                (
                    "judged_from",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("provider_id", models.CharField(blank=True, default="", editable=False, max_length=80)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "connection",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="integrations.connection",
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
                "verbose_name": "number",
            },
        ),
        migrations.AddField(
            model_name="call",
            name="number",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="calls.poolnumber",
            ),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("number__isnull", False)),
                fields=["tenant", "number", "created_at"],
                name="call_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="numberrules",
            constraint=models.UniqueConstraint(fields=("tenant",), name="one_number_rules_a_tenant"),
        ),
        migrations.AddConstraint(
            model_name="poolnumber",
            constraint=models.UniqueConstraint(fields=("tenant", "id"), name="number_of_tenant"),
        ),
        migrations.AddConstraint(
            model_name="poolnumber",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "released"), _negated=True), fields=("tenant", "phone"), name="number_once"
            ),
        ),
    ]
