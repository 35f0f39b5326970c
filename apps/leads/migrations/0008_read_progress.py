"""How far leads got is kept beside them: figures over many leads need not read their timelines."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0007_wall_off_findings"),
        ("tenants", "0007_wall_off_stays"),
    ]

    operations = [
        migrations.CreateModel(
            name="Progress",
            fields=[
                (
                    "lead",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="progress",
                        serialize=False,
                        to="leads.lead",
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("is_test", models.BooleanField()),
                ("request_ms", models.FloatField(null=True)),
                ("ring_ms", models.FloatField(null=True)),
                ("answer_ms", models.FloatField(null=True)),
                ("crm_ms", models.FloatField(null=True)),
                ("qualified_ms", models.FloatField(null=True)),
                ("booked_ms", models.FloatField(null=True)),
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
                "indexes": [models.Index(fields=["tenant", "received_at"], name="progress_newest")],
            },
        ),
        migrations.CreateModel(
            name="Stirred",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["tenant", "id"], name="stirred_oldest")],
            },
        ),
    ]
