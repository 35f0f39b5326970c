"""Calls come in, too: without a step, and without a decision, for nobody's leave is asked to be called.

What goes out demands both as before. The trigger of 0006 asks for the decision now, where 0007's NOT NULL did.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

FUNCTIONS = """
CREATE OR REPLACE FUNCTION leadhub_call_is_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decision_id IS NULL THEN
        IF EXISTS (
            SELECT FROM calls_call c WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.call_id AND c.direction = 'in'
        ) THEN
            RETURN NULL;
        END IF;
    ELSIF EXISTS (
        SELECT FROM compliance_gatedecision d
        JOIN calls_call c ON c.tenant_id = d.tenant_id AND c.id = NEW.call_id AND c.phone = d.phone
        WHERE d.tenant_id = NEW.tenant_id AND d.id = NEW.decision_id AND d.channel = 'call' AND d.allowed
          AND c.direction = 'out'
    ) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'no decision allows this call' USING ERRCODE = 'check_violation', CONSTRAINT = 'call_is_decided';
END $$;
CREATE FUNCTION leadhub_direction_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a call keeps its direction'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'call_keeps_direction';
END $$;
CREATE TRIGGER direction_stays BEFORE UPDATE OF direction ON calls_call
    FOR EACH ROW WHEN (OLD.direction IS DISTINCT FROM NEW.direction) EXECUTE FUNCTION leadhub_direction_stays();
"""
BACK = """
DROP TRIGGER direction_stays ON calls_call;
DROP FUNCTION leadhub_direction_stays();
CREATE OR REPLACE FUNCTION leadhub_call_is_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decision_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM compliance_gatedecision d
        JOIN calls_call c ON c.tenant_id = d.tenant_id AND c.id = NEW.call_id AND c.phone = d.phone
        WHERE d.tenant_id = NEW.tenant_id AND d.id = NEW.decision_id AND d.channel = 'call' AND d.allowed
    ) THEN
        RAISE EXCEPTION 'no decision allows this call' USING ERRCODE = 'check_violation', CONSTRAINT = 'call_is_decided';
    END IF;
    RETURN NULL;
END $$;
"""
DECISION = {
    "null": True,
    "on_delete": django.db.models.deletion.DO_NOTHING,
    "related_name": "+",
    "to": "compliance.gatedecision",
    "db_constraint": False,
    "db_index": False,
}


class Migration(migrations.Migration):
    dependencies = [("calls", "0018_wall_off_numbers")]
    operations = [
        migrations.AddField(
            "call",
            "direction",
            models.CharField(
                choices=[("out", "To the lead"), ("in", "From the lead")], db_default="out", default="out", max_length=3
            ),
        ),
        migrations.AlterField("call", "step_id", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "call",
            models.CheckConstraint(condition=Q(direction="in") | Q(step_id__isnull=False), name="call_has_step"),
        ),
        migrations.AddConstraint(
            "call",
            models.UniqueConstraint(
                fields=["tenant", "provider_id"], condition=Q(direction="in"), name="one_call_in_a_provider_id"
            ),
        ),
        # Before the column allows nothing, the trigger must not.
        migrations.RunSQL(FUNCTIONS, BACK),
        migrations.AlterField("callattempt", "decision", models.ForeignKey(**DECISION)),
    ]
