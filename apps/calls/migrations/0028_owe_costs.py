"""Whoever ends a call, a text or a conversation owes its cost: the database writes it down, whichever way it ended."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION leadhub_owe_call_cost() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO calls_cost (tenant_id, lead_id, call_id, service, connection_id, over_at)
    VALUES (NEW.tenant_id, NEW.lead_id, NEW.id, 'call', NEW.connection_id, NEW.ended_at) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER owe_cost AFTER UPDATE OF ended_at ON calls_call
    FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND NEW.provider_id <> '')
    EXECUTE FUNCTION leadhub_owe_call_cost();

CREATE FUNCTION leadhub_owe_text_cost() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO calls_cost (tenant_id, lead_id, message_id, service, connection_id, over_at)
    VALUES (NEW.tenant_id, NEW.lead_id, NEW.id, 'text', NEW.connection_id, COALESCE(NEW.sent_at, NEW.created_at))
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER owe_cost AFTER UPDATE OF sent_at ON calls_message
    FOR EACH ROW WHEN (OLD.sent_at IS NULL AND NEW.sent_at IS NOT NULL AND NEW.provider_id <> '')
    EXECUTE FUNCTION leadhub_owe_text_cost();
CREATE TRIGGER owe_cost_of_reply AFTER INSERT ON calls_message
    FOR EACH ROW WHEN (NEW.direction = 'in' AND NEW.provider_id <> '')
    EXECUTE FUNCTION leadhub_owe_text_cost();

CREATE FUNCTION leadhub_owe_talk_cost() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO calls_cost (tenant_id, lead_id, call_id, service, over_at)
    SELECT NEW.tenant_id, NEW.lead_id, NEW.call_id, service, NEW.closed_at
    FROM unnest(ARRAY['hearing', 'thinking', 'speech']) AS service
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER owe_cost AFTER UPDATE OF closed_at ON calls_conversation
    FOR EACH ROW WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL AND NEW.opened_at IS NOT NULL)
    EXECUTE FUNCTION leadhub_owe_talk_cost();
"""
BACK = """
DROP TRIGGER owe_cost ON calls_conversation;
DROP TRIGGER owe_cost_of_reply ON calls_message;
DROP TRIGGER owe_cost ON calls_message;
DROP TRIGGER owe_cost ON calls_call;
DROP FUNCTION leadhub_owe_talk_cost();
DROP FUNCTION leadhub_owe_text_cost();
DROP FUNCTION leadhub_owe_call_cost();
"""


class Migration(migrations.Migration):
    dependencies = [("calls", "0027_wall_off_costs")]
    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
