"""Rules, teams, reps and assignments are seen by their tenant only; a published version is never changed."""

from django.db import migrations

from apps.tenants.rls import protect, same_tenant


def own_membership() -> migrations.RunSQL:
    """A rep's login is of the same tenant; when the member leaves, the rep stays."""
    name = "routing_rep_membership_id_same_tenant"
    return migrations.RunSQL(
        f"ALTER TABLE routing_rep ADD CONSTRAINT {name} FOREIGN KEY (tenant_id, membership_id)"
        " REFERENCES tenants_membership (tenant_id, id) ON DELETE SET NULL (membership_id)",
        f"ALTER TABLE routing_rep DROP CONSTRAINT {name}",
    )


# A trigger rather than a REVOKE: whoever grants rights on all tables anew does not undo it.
_FREEZE = """
CREATE FUNCTION routing_version_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a published version is never changed';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER stands BEFORE UPDATE OR DELETE ON routing_version
    FOR EACH ROW EXECUTE FUNCTION routing_version_stands();
"""
_THAW = "DROP TRIGGER stands ON routing_version; DROP FUNCTION routing_version_stands();"


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0001_make_rules_and_teams"),
        ("leads", "0002_wall_off_leads"),
        ("tenants", "0003_let_rows_point_at_members"),
    ]
    operations = [
        protect(
            "routing_schedule",
            "routing_team",
            "routing_rep",
            "routing_draftrule",
            "routing_version",
            "routing_assignment",
        ),
        same_tenant("routing_team", "schedule_id", target="routing_schedule"),
        same_tenant("routing_team", "fallback_id", target="routing_team"),
        same_tenant("routing_rep", "team_id", target="routing_team"),
        same_tenant("routing_rep", "schedule_id", target="routing_schedule"),
        own_membership(),
        same_tenant("routing_assignment", "lead_id", target="leads_lead"),
        same_tenant("routing_assignment", "rep_id", target="routing_rep"),
        migrations.RunSQL(_FREEZE, _THAW),
    ]
