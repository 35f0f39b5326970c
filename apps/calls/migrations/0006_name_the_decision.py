"""Each attempt and each message that goes out may name the gate's decision it goes by; what it names must fit.

The old code, which names none, still runs. The next migration demands one.
"""

import django.db.models.deletion
from django.db import migrations, models

from apps.tenants.rls import same_tenant

DECISION = {
    "null": True,
    "on_delete": django.db.models.deletion.DO_NOTHING,
    "related_name": "+",
    "to": "compliance.gatedecision",
    "db_constraint": False,
    "db_index": False,
}

# At the statement's end, so that one statement may write decision, call and attempt.
FUNCTIONS = """
CREATE FUNCTION leadhub_call_is_decided() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE FUNCTION leadhub_text_is_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decision_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM compliance_gatedecision d
        WHERE d.tenant_id = NEW.tenant_id AND d.id = NEW.decision_id AND d.channel = 'sms' AND d.allowed
          AND d.phone = NEW.phone AND NEW.direction = 'out'
    ) THEN
        RAISE EXCEPTION 'no decision allows this text' USING ERRCODE = 'check_violation', CONSTRAINT = 'text_is_decided';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION leadhub_number_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a call keeps its number' USING ERRCODE = 'check_violation', CONSTRAINT = 'call_keeps_number';
END $$;
CREATE TRIGGER is_decided AFTER INSERT OR UPDATE OF decision_id, call_id, tenant_id ON calls_callattempt
    FOR EACH ROW EXECUTE FUNCTION leadhub_call_is_decided();
CREATE TRIGGER is_decided AFTER INSERT OR UPDATE OF decision_id, phone, direction, tenant_id ON calls_message
    FOR EACH ROW EXECUTE FUNCTION leadhub_text_is_decided();
CREATE TRIGGER number_stays BEFORE UPDATE OF phone ON calls_call
    FOR EACH ROW WHEN (OLD.phone IS DISTINCT FROM NEW.phone) EXECUTE FUNCTION leadhub_number_stays();
"""
BACK = """
DROP TRIGGER number_stays ON calls_call;
DROP TRIGGER is_decided ON calls_message;
DROP TRIGGER is_decided ON calls_callattempt;
DROP FUNCTION leadhub_number_stays();
DROP FUNCTION leadhub_text_is_decided();
DROP FUNCTION leadhub_call_is_decided();
"""


class Migration(migrations.Migration):
    dependencies = [("calls", "0005_wall_off_lines"), ("compliance", "0006_wall_off_decisions")]
    operations = [
        migrations.AddField("callattempt", "decision", models.ForeignKey(**DECISION)),
        migrations.AddField("message", "decision", models.ForeignKey(**DECISION)),
        migrations.AddConstraint(
            "callattempt", models.UniqueConstraint(fields=["tenant", "decision"], name="attempt_decided_once")
        ),
        migrations.AddConstraint(
            "message", models.UniqueConstraint(fields=["tenant", "decision"], name="message_decided_once")
        ),
        same_tenant("calls_callattempt", "decision_id", target="compliance_gatedecision"),
        same_tenant("calls_message", "decision_id", target="compliance_gatedecision"),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
