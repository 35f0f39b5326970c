"""Row-level security: the migration operation that walls a table off, and the check that none was forgotten."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, migrations

from .models import TenantOwned

_PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table}
    USING (leadhub_tenant() IN (0, tenant_id)) WITH CHECK (leadhub_tenant() IN (0, tenant_id));
"""
_EXPOSE = """
DROP POLICY tenant ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""

_PROTECT_SHARED = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY everybodys ON {table} FOR SELECT USING ({common});
CREATE POLICY tenant ON {table} USING ({own}) WITH CHECK ({own});
"""
_EXPOSE_SHARED = "DROP POLICY everybodys ON {table};" + _EXPOSE


def protect(*tables: str) -> migrations.RunSQL:
    """Migration operation: only the current tenant's rows are seen or written, by the owner too."""
    forward = "".join(_PROTECT.format(table=table) for table in tables)
    return migrations.RunSQL(forward, "".join(_EXPOSE.format(table=table) for table in tables))


def protect_shared(*tables: str) -> migrations.RunSQL:
    """Migration operation: rows without a tenant are everybody's to read; only the platform writes them."""
    own, common = "leadhub_tenant() IN (0, tenant_id)", "tenant_id IS NULL"
    forward = "".join(_PROTECT_SHARED.format(table=table, own=own, common=common) for table in tables)
    return migrations.RunSQL(forward, "".join(_EXPOSE_SHARED.format(table=table) for table in tables))


def protect_platform(*tables: str) -> migrations.RunSQL:
    """Migration operation: a table without tenants is everybody's to read; only the platform writes it."""
    own, common = "leadhub_tenant() = 0", "true"
    forward = "".join(_PROTECT_SHARED.format(table=table, own=own, common=common) for table in tables)
    return migrations.RunSQL(forward, "".join(_EXPOSE_SHARED.format(table=table) for table in tables))


def same_tenant(table: str, column: str, *, target: str) -> migrations.RunSQL:
    """Migration operation: `table.column` refers to a row of the same tenant (foreign keys see past RLS)."""
    name = f"{table}_{column}_same_tenant"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (tenant_id, {column})"
        f" REFERENCES {target} (tenant_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY IMMEDIATE",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def breaches() -> Iterator[str]:
    """Everything that would let one tenant see another's rows; nothing is yielded when the walls stand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, passes_walls = cursor.fetchone()
        if passes_walls:
            yield f"the role {role} passes row-level security"
        cursor.execute(
            "SELECT relname, pg_get_userbyid(relowner) = current_user FROM pg_class c"
            " JOIN pg_policy p ON p.polrelid = c.oid WHERE relrowsecurity AND relforcerowsecurity"
        )
        walled = dict(cursor.fetchall())
    for model in apps.get_models():
        if issubclass(model, TenantOwned) and not model._meta.proxy and model._meta.db_table not in walled:
            yield f"{model._meta.db_table} has no policy"
    yield from (f"the role {role} owns {table}" for table, owned in walled.items() if owned)
