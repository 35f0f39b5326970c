"""What services told of numbers and addresses."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0005_keep_what_forms_say"),
        ("tenants", "0007_wall_off_stays"),
    ]

    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=262)),
                ("vendor", models.CharField(max_length=40)),
                ("name", models.CharField(blank=True, max_length=20)),
                ("value", models.CharField(blank=True, max_length=200)),
                ("found_at", models.DateTimeField()),
                ("good_until", models.DateTimeField()),
                ("cost_micros", models.BigIntegerField(db_default=0, default=0)),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
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
                "indexes": [models.Index(fields=["tenant", "lead"], name="finding_of_lead")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "subject", "vendor", "name"), name="finding_once")
                ],
            },
        ),
    ]
