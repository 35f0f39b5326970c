"""Appointments, and the constraint that gives one time of one calendar to one lead."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.db import migrations, models

import apps.appointments.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("integrations", "0005_add_calendars"),
        ("leads", "0004_ask_for_a_call_now"),
        ("tenants", "0003_let_rows_point_at_members"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("call_id", models.UUIDField(null=True)),
                ("calendar", models.CharField(max_length=200)),
                ("what", models.CharField(max_length=80)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("zone", models.CharField(max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Held for the lead"),
                            ("booked", "Booked"),
                            ("cancelled", "Cancelled"),
                            ("released", "Offered, not taken"),
                            ("failed", "Refused by the calendar"),
                        ],
                        default="held",
                        max_length=10,
                    ),
                ),
                ("held_until", models.DateTimeField()),
                ("tried_at", models.DateTimeField(null=True)),
                ("external_id", models.CharField(blank=True, db_default="", default="", max_length=120)),
                ("url", models.CharField(blank=True, db_default="", default="", max_length=400)),
                ("video_url", models.CharField(blank=True, db_default="", default="", max_length=400)),
                ("cause", models.CharField(blank=True, db_default="", default="", max_length=300)),
                ("sequence", models.IntegerField(db_default=0, default=0)),
                ("token", models.CharField(default=apps.appointments.models.new_token, max_length=32, unique=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("booked_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField(null=True)),
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
                        related_name="appointments",
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
                "indexes": [models.Index(fields=["tenant", "lead"], name="appointment_lead")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "id"), name="appointment_of_tenant"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="appointment_takes_time"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state__in", ["held", "booked"])),
                        expressions=[
                            ("tenant", "="),
                            ("connection", "="),
                            ("calendar", "="),
                            (apps.appointments.models.Span("starts_at", "ends_at"), "&&"),
                        ],
                        name="one_appointment_a_time",
                    ),
                ],
            },
        ),
    ]
