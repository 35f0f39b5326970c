"""Addresses that a tenant's e-mails don't go to any more."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0010_close_one_channel_alone"),
        ("tenants", "0003_let_rows_point_at_members"),
    ]
    operations = [
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.CharField(max_length=254, verbose_name="e-mail address")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("unsubscribed", "The person unsubscribed"),
                            ("bounced", "There is no such address"),
                            ("added", "Added by hand"),
                        ],
                        default="added",
                        max_length=12,
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, help_text="Why, for whoever asks in a year.", max_length=200),
                ),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("lifted_at", models.DateTimeField(editable=False, null=True)),
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
                "verbose_name": "do-not-mail entry",
                "verbose_name_plural": "do-not-mail list",
                "constraints": [models.UniqueConstraint(fields=("tenant", "email"), name="suppressed_once")],
            },
        ),
    ]
