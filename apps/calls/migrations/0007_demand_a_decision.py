"""No attempt and no message goes out without an allowed decision: convention becomes constraint.

Rows from before decisions were kept get one that says so. Run it when no process of the old code is left.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

# The migrations' role is held by row-level security too: 0 is every tenant.
BEFORE = """
SELECT set_config('app.tenant', '0', true);
CREATE TEMPORARY TABLE undecided ON COMMIT DROP AS
    SELECT gen_random_uuid() AS decision_id, 'call' AS channel, a.tenant_id, a.id::text AS row_id, c.lead_id, c.step_id,
           c.phone, a.intent_at AS decided_at
    FROM calls_callattempt a JOIN calls_call c ON c.tenant_id = a.tenant_id AND c.id = a.call_id
    WHERE a.decision_id IS NULL
    UNION ALL
    SELECT gen_random_uuid(), 'sms', m.tenant_id, m.id::text, m.lead_id, m.step_id, m.phone, m.created_at
    FROM calls_message m WHERE m.decision_id IS NULL AND m.direction = 'out';
INSERT INTO compliance_gatedecision
    (id, tenant_id, lead_id, step_id, channel, phone, allowed, reasons, inputs, pack_version, decided_at)
SELECT decision_id, tenant_id, lead_id, step_id, channel, phone, true, '[]',
       '{"recorded": "before decisions were kept"}', '', decided_at
FROM undecided;
UPDATE calls_callattempt a SET decision_id = u.decision_id
FROM undecided u WHERE u.channel = 'call' AND u.tenant_id = a.tenant_id AND u.row_id = a.id::text;
UPDATE calls_message m SET decision_id = u.decision_id
FROM undecided u WHERE u.channel = 'sms' AND u.tenant_id = m.tenant_id AND u.row_id = m.id::text;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT set_config('app.tenant', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("calls", "0006_name_the_decision")]
    operations = [
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.AlterField(
            "callattempt",
            "decision",
            models.ForeignKey(
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="compliance.gatedecision",
                db_constraint=False,
                db_index=False,
            ),
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(condition=Q(direction="in") | Q(decision__isnull=False), name="message_is_decided"),
        ),
    ]
