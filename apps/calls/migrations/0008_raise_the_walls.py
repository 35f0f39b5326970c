"""The ledger of dials, a person's word for a step, and the fraud walls of a tenant."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import apps.core.money


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0007_demand_a_decision"),
        ("leads", "0003_pause_sources"),
        ("tenants", "0003_let_rows_point_at_members"),
    ]

    operations = [
        migrations.CreateModel(
            name="Clearance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step_id", models.BigIntegerField()),
                ("cleared_by", models.CharField(max_length=254)),
                ("cleared_at", models.DateTimeField()),
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
                "constraints": [models.UniqueConstraint(fields=("tenant", "step_id"), name="one_clearance_a_step")],
            },
        ),
        migrations.CreateModel(
            name="Dial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step_id", models.BigIntegerField()),
                ("source_id", models.BigIntegerField()),
                ("phone", models.CharField(max_length=16)),
                ("prefix", models.CharField(max_length=16)),
                ("is_new", models.BooleanField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reserved", "Reserved at the estimate"),
                            ("settled", "Settled"),
                            ("released", "Never placed"),
                            ("blocked", "Stopped by a wall"),
                        ],
                        default="reserved",
                        max_length=8,
                    ),
                ),
                ("blocked_by", models.CharField(blank=True, db_default="", default="", max_length=20)),
                ("rate_micros", apps.core.money.Micros(default=0)),
                ("estimate_micros", apps.core.money.Micros(default=0)),
                ("settled_micros", models.BigIntegerField(null=True)),
                ("reserved_at", models.DateTimeField()),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
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
                    models.Index(fields=["tenant", "lead"], name="dial_lead"),
                    models.Index(
                        condition=models.Q(("is_new", True)),
                        fields=["tenant", "prefix", "reserved_at"],
                        name="dial_prefix",
                    ),
                    models.Index(fields=["tenant", "source_id", "reserved_at"], name="dial_source"),
                    models.Index(fields=["tenant", "reserved_at"], name="dial_tenant"),
                    models.Index(fields=["reserved_at"], name="dial_day"),
                ],
                "constraints": [models.UniqueConstraint(fields=("tenant", "step_id"), name="one_dial_a_step")],
            },
        ),
        migrations.CreateModel(
            name="Walls",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), blank=True, default=list
                    ),
                ),
                ("numbers_per_prefix", models.PositiveIntegerField(default=3)),
                ("numbers_per_source", models.PositiveIntegerField(default=300)),
                ("numbers_when_new", models.PositiveIntegerField(default=60)),
                ("call_micros", apps.core.money.Micros(default=2000000, verbose_name="most a call may cost")),
                ("hour_micros", apps.core.money.Micros(default=50000000, verbose_name="most an hour may cost")),
                ("day_micros", apps.core.money.Micros(default=200000000, verbose_name="most a day may cost")),
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
                "verbose_name": "fraud walls",
                "verbose_name_plural": "fraud walls",
                "constraints": [models.UniqueConstraint(fields=("tenant",), name="one_walls_a_tenant")],
            },
        ),
    ]
