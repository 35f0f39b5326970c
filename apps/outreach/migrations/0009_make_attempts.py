"""How far the timelines are read for outgoing webhooks, and each attempt to tell an event."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0008_let_agents_answer"),
        ("tenants", "0003_let_rows_point_at_members"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("after_id", models.BigIntegerField()),
                ("seen_id", models.BigIntegerField()),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Telling",
            fields=[],
            options={
                "verbose_name": "webhook delivery",
                "verbose_name_plural": "webhook deliveries",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("outreach.step",),
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step_id", models.BigIntegerField()),
                ("connection_id", models.BigIntegerField()),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("took_ms", models.IntegerField()),
                ("is_taken", models.BooleanField()),
                ("said", models.CharField(max_length=300)),
                (
                    "tenant",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant", "step_id", "id"], name="attempt_step"),
                    models.Index(fields=["tenant", "connection_id", "is_taken", "-id"], name="attempt_endpoint"),
                ],
            },
        ),
    ]
