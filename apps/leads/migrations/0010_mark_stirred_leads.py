"""An event that counts marks its lead in the same transaction; the leads that are there already are marked once.

The condition is the trigger's own, so an event of another kind costs next to nothing: what a webhook writes is of those.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION leadhub_stir_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO leads_stirred (tenant_id, lead_id) VALUES (NEW.tenant_id, NEW.lead_id);
    RETURN NULL;
END $$;
CREATE TRIGGER stir_lead AFTER INSERT ON leads_event
    FOR EACH ROW WHEN (NEW.kind IN ('call.requested', 'call.ringing', 'call.answered', 'crm.written', 'lead.qualified',
                                    'lead.booked', 'appointment.booked'))
    EXECUTE FUNCTION leadhub_stir_lead();
"""
BACK = """
DROP TRIGGER stir_lead ON leads_event;
DROP FUNCTION leadhub_stir_lead();
"""
# A forced policy shows the owner nothing either, unless it says whose rows.
MARK = """
SELECT set_config('app.tenant', '0', true);
INSERT INTO leads_stirred (tenant_id, lead_id) SELECT tenant_id, id FROM leads_lead ORDER BY received_at DESC, id DESC;
SELECT set_config('app.tenant', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0009_wall_off_progress")]
    operations = [
        migrations.RunSQL(FUNCTION, BACK),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
    ]
