"""Proofs and claims are seen by their tenant only, and never changed."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant

TRIGGER = """
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION leadhub_written_once();
"""
TABLES = ("compliance_consentproof", "compliance_consentclaim")


class Migration(migrations.Migration):
    dependencies = [("compliance", "0008_keep_consents")]
    operations = [
        protect(*TABLES),
        same_tenant("compliance_consentproof", "lead_id", target="leads_lead"),
        same_tenant("compliance_consentclaim", "proof_id", target="compliance_consentproof"),
        migrations.RunSQL(
            "".join(TRIGGER.format(table=table) for table in TABLES),
            "".join(f"DROP TRIGGER written_once ON {table};" for table in TABLES),
        ),
    ]
