"""What came lately and became no lead is found without reading everything that came."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("intake", "0006_wall_off_lead_lists")]
    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["tenant", "-received_at"],
                condition=Q(state__in=["parked", "unreachable"]),
                name="delivery_turned_away",
            ),
        ),
    ]
