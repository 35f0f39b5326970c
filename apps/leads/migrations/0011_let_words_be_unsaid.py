"""What a person said may be taken out of their timeline on request; that it was said, and when, stays.

The application's role may change no event. This function is the one door: two facts of two kinds, of one lead, and by
the owner's own forced policy of the current tenant alone.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION leadhub_unsay(of_tenant bigint, of_lead uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE leads_event SET facts = facts - 'summary' - 'note'
    WHERE tenant_id = of_tenant AND lead_id = of_lead AND kind IN ('conversation.ended', 'conversation.noted')
$$;
REVOKE ALL ON FUNCTION leadhub_unsay(bigint, uuid) FROM PUBLIC;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'leadhub_app') THEN
    GRANT EXECUTE ON FUNCTION leadhub_unsay(bigint, uuid) TO leadhub_app;
END IF; END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0010_mark_stirred_leads")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION leadhub_unsay(bigint, uuid)")]
