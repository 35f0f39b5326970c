"""Decisions are seen by their tenant only; neither they nor rule packs are ever changed."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant

# A deletion that the database does itself, one trigger deep, is the erasure of the decision's lead.
FUNCTION = """
CREATE FUNCTION leadhub_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND pg_trigger_depth() > 1 THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
TRIGGER = """
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION leadhub_written_once();
"""
TABLES = ("compliance_rulepack", "compliance_gatedecision")


class Migration(migrations.Migration):
    dependencies = [("compliance", "0005_keep_rules_and_decisions")]
    operations = [
        protect("compliance_gatedecision"),
        same_tenant("compliance_gatedecision", "lead_id", target="leads_lead"),
        migrations.RunSQL(
            FUNCTION + "".join(TRIGGER.format(table=table) for table in TABLES),
            "".join(f"DROP TRIGGER written_once ON {table};" for table in TABLES)
            + "DROP FUNCTION leadhub_written_once();",
        ),
    ]
