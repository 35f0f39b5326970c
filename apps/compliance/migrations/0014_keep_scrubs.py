"""What services that check numbers said of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0013_decide_on_emails"),
        ("integrations", "0011_check_numbers"),
        ("leads", "0007_wall_off_findings"),
        ("tenants", "0007_wall_off_stays"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScrubAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone", models.CharField(max_length=16)),
                ("kind", models.CharField(max_length=12)),
                ("verdict", models.CharField(max_length=8)),
                ("is_against", models.BooleanField()),
                ("says", models.CharField(blank=True, max_length=200)),
                ("reference", models.CharField(blank=True, max_length=120)),
                ("digest", models.CharField(max_length=64)),
                ("cost_micros", models.BigIntegerField(db_default=0, default=0)),
                ("checked_at", models.DateTimeField()),
                ("good_until", models.DateTimeField()),
                (
                    "connection",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="integrations.connection",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scrubs",
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
                "indexes": [models.Index(fields=["tenant", "lead"], name="scrub_of_lead")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "connection", "phone", "kind"), name="scrub_once")
                ],
            },
        ),
    ]
