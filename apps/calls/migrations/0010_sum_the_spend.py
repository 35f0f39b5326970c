"""What each tenant spends, summed by the quarter of an hour: a dial asks for a day of sums, not for a day of dials."""

import django.db.models.deletion
from django.db import migrations, models

import apps.core.money
from apps.tenants.rls import protect

# Days and hours of every time zone begin with a quarter. Each connection adds to a part of its own: with one row for
# all, every dial waited for the one before it to commit.
FUNCTION = """
CREATE FUNCTION leadhub_sum_spend() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO calls_spend AS s (tenant_id, quarter, part, micros)
    SELECT tenant_id, quarter, pg_backend_pid() % 32, sum(micros) FROM (
        SELECT NEW.tenant_id, date_bin('15 minutes', NEW.reserved_at, 'epoch') AS quarter,
               COALESCE(NEW.settled_micros, NEW.estimate_micros) AS micros
        WHERE NEW.state IN ('reserved', 'settled')
        UNION ALL
        SELECT OLD.tenant_id, date_bin('15 minutes', OLD.reserved_at, 'epoch'),
               -COALESCE(OLD.settled_micros, OLD.estimate_micros)
        WHERE OLD.state IN ('reserved', 'settled')
    ) AS change
    GROUP BY tenant_id, quarter HAVING sum(micros) <> 0 ORDER BY quarter
    ON CONFLICT (tenant_id, quarter, part) DO UPDATE SET micros = s.micros + EXCLUDED.micros;
    RETURN NULL;
END $$;
CREATE TRIGGER sum_new_spend AFTER INSERT ON calls_dial
    FOR EACH ROW WHEN (NEW.state IN ('reserved', 'settled')) EXECUTE FUNCTION leadhub_sum_spend();
-- Not where a text is settled at its estimate, as each is.
CREATE TRIGGER sum_spend AFTER UPDATE OF state, settled_micros, estimate_micros, reserved_at ON calls_dial
    FOR EACH ROW WHEN (
        OLD.reserved_at <> NEW.reserved_at
        OR (OLD.state IN ('reserved', 'settled')) <> (NEW.state IN ('reserved', 'settled'))
        OR COALESCE(OLD.settled_micros, OLD.estimate_micros) <> COALESCE(NEW.settled_micros, NEW.estimate_micros)
    ) EXECUTE FUNCTION leadhub_sum_spend();
"""
BACK = (
    "DROP TRIGGER sum_spend ON calls_dial; DROP TRIGGER sum_new_spend ON calls_dial; DROP FUNCTION leadhub_sum_spend();"
)
FILL = """
SELECT set_config('app.tenant', '0', true);
INSERT INTO calls_spend (tenant_id, quarter, part, micros)
SELECT tenant_id, date_bin('15 minutes', reserved_at, 'epoch'), 0, sum(COALESCE(settled_micros, estimate_micros))
FROM calls_dial WHERE state IN ('reserved', 'settled') GROUP BY 1, 2;
"""


class Migration(migrations.Migration):
    dependencies = [("calls", "0009_wall_off_the_walls")]
    operations = [
        migrations.CreateModel(
            name="Spend",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quarter", models.DateTimeField()),
                ("part", models.SmallIntegerField()),
                ("micros", apps.core.money.Micros(default=0)),
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
                "indexes": [models.Index(fields=["quarter"], name="spend_quarter")],
                "constraints": [models.UniqueConstraint(fields=("tenant", "quarter", "part"), name="one_sum_a_part")],
            },
        ),
        protect("calls_spend"),
        migrations.RunSQL(FUNCTION, BACK),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RemoveIndex("dial", "dial_day"),
    ]
