"""What people hear who call a tenant."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0019_let_calls_come_in"),
        ("routing", "0002_wall_off_routing"),
        ("tenants", "0003_let_rows_point_at_members"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reception",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "greeting",
                    models.TextField(
                        default="Thank you for calling {company}. To get no more calls from us, press 9. One moment, please.",
                        help_text="Said before your rep is rung. {first_name} and {company} are filled in.",
                        max_length=600,
                    ),
                ),
                (
                    "after_hours",
                    models.TextField(
                        default="Thank you for calling {company}. Nobody is here right now. We will call you back as soon as we open. To get no more calls from us, press 9.",
                        help_text="Said outside the hours below.",
                        max_length=600,
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="When your reps are put through to. Empty: always.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="routing.schedule",
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
                "verbose_name": "reception",
                "verbose_name_plural": "reception",
                "constraints": [models.UniqueConstraint(fields=("tenant",), name="one_reception_a_tenant")],
            },
        ),
    ]
