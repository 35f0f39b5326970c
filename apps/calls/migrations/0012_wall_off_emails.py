"""E-mails are seen by their tenant only, and none goes out without an allowed decision on its very address."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant

FUNCTIONS = """
CREATE FUNCTION leadhub_email_is_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM compliance_gatedecision d
        WHERE d.tenant_id = NEW.tenant_id AND d.id = NEW.decision_id AND d.channel = 'email' AND d.allowed
          AND d.email = NEW.address
    ) THEN
        RAISE EXCEPTION 'no decision allows this e-mail'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'email_is_decided';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER is_decided AFTER INSERT OR UPDATE OF decision_id, address, tenant_id ON calls_email
    FOR EACH ROW EXECUTE FUNCTION leadhub_email_is_decided();
"""
BACK = """
DROP TRIGGER is_decided ON calls_email;
DROP FUNCTION leadhub_email_is_decided();
"""


class Migration(migrations.Migration):
    dependencies = [("calls", "0011_make_emails"), ("leads", "0002_wall_off_leads")]
    operations = [
        protect("calls_email"),
        same_tenant("calls_email", "lead_id", target="leads_lead"),
        same_tenant("calls_email", "connection_id", target="integrations_connection"),
        same_tenant("calls_email", "decision_id", target="compliance_gatedecision"),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
