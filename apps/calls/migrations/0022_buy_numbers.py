"""Numbers may be bought here: of whom, and whether they have come."""

import django.db.models.deletion
from django.db import migrations, models

from apps.tenants.rls import same_tenant


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0021_wall_off_reception"),
        ("integrations", "0009_sell_numbers"),
    ]

    operations = [
        migrations.AddField(
            model_name="poolnumber",
            name="seller",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="integrations.connection",
            ),
        ),
        migrations.AlterField(
            model_name="poolnumber",
            name="state",
            field=models.CharField(
                choices=[
                    ("ordered", "Being bought"),
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
        same_tenant("calls_poolnumber", "seller_id", target="integrations_connection"),
    ]
