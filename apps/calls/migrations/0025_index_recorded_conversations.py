"""Old recordings of conversations are found without reading all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0024_wall_off_recordings"),
        ("leads", "0005_keep_what_forms_say"),
        ("tenants", "0003_let_rows_point_at_members"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("recording", ""), _negated=True), fields=["closed_at"], name="recorded"
            ),
        ),
    ]
