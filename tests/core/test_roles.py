"""The two roles of LeadHub in Postgres: neither escapes a policy."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from apps.core.embedded import roles


def test_neither_role_can_escape_a_policy_or_make_roles(running_url: str) -> None:
    with psycopg.connect(running_url) as connection:
        roles.provision(running_url, "leadhub")
        found = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin"
            " FROM pg_roles WHERE rolname LIKE 'leadhub%' ORDER BY rolname"
        ).fetchall()

    assert found == [
        (roles.APP, False, False, False, False, True),
        (roles.OWNER, False, False, False, True, True),
    ]


def test_the_application_uses_what_the_owner_makes_and_makes_nothing(running_url: str) -> None:
    urls = roles.provision(running_url, "leadhub")
    with psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE TABLE lead (id bigserial PRIMARY KEY, name text)")
    with psycopg.connect(urls.app, autocommit=True) as app:
        app.execute("INSERT INTO lead (name) VALUES ('Ada')")
        app.execute("UPDATE lead SET name = 'Grace'")
        seen = app.execute("SELECT id, name FROM lead").fetchall()
        app.execute("DELETE FROM lead")
        for forbidden in ("CREATE TABLE mine ()", "DROP TABLE lead", "TRUNCATE lead"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)

    assert seen == [(1, "Grace")]


def test_provisioning_repairs_roles_and_may_run_at_once_from_several(running_url: str) -> None:
    with psycopg.connect(running_url, autocommit=True) as connection:
        roles.provision(running_url, "leadhub")
        connection.execute(f"ALTER ROLE {roles.APP} SUPERUSER BYPASSRLS PASSWORD 'other'")

        with ThreadPoolExecutor(4) as threads:
            given = set(threads.map(lambda _: roles.provision(running_url, "leadhub"), range(4)))

        assert given == {roles.urls(running_url, "leadhub")}
        with psycopg.connect(given.pop().app) as app:
            assert app.execute("SHOW is_superuser").fetchone() == ("off",)


def test_a_copy_of_the_database_inherits_rights_and_extensions(running_url: str) -> None:
    template = roles.provision(running_url, "template")
    with psycopg.connect(template.owner, autocommit=True) as owner:
        owner.execute("CREATE DATABASE copy TEMPLATE template")
    with psycopg.connect(roles.urls(running_url, "copy").owner) as owner:
        owner.execute("CREATE TABLE slot (day int, EXCLUDE USING gist (day WITH =))")
    with psycopg.connect(roles.urls(running_url, "copy").app) as app:
        assert app.execute("SELECT count(*) FROM slot").fetchone() == (0,)


def test_what_a_migration_took_away_is_not_given_back(running_url: str) -> None:
    urls = roles.provision(running_url, "leadhub")
    with psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE TABLE told (id bigserial PRIMARY KEY)")
        owner.execute(f"REVOKE UPDATE, DELETE ON told FROM {roles.APP}")

    roles.provision(running_url, "leadhub")

    with psycopg.connect(urls.app, autocommit=True) as app:
        app.execute("INSERT INTO told DEFAULT VALUES")
        for forbidden in ("UPDATE told SET id = 2", "DELETE FROM told"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)
