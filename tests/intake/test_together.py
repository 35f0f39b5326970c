"""Group commit: nobody waits for nothing, nobody pays for another's mistake, and nothing is acknowledged too early."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection

from apps.compliance.models import DncEntry
from apps.intake import together
from apps.tenants import access
from apps.tenants.access import Row, Statement
from apps.tenants.models import Tenant

ADD = """
INSERT INTO compliance_dncentry (tenant_id, phone, origin, reason, added_by)
VALUES (%(tenant)s, %(n)s::text::int::text, 'added', '', '') RETURNING phone::int, txid_current()
"""


@pytest.fixture
def tenant(transactional_db: None) -> Tenant:
    return Tenant.objects.create(slug="together", name="Together")


def added(tenant: Tenant, n: object) -> list[Row] | str:
    try:
        return together.fetch(Statement(ADD, {"tenant": tenant.pk, "n": str(n)}, tenant_id=tenant.pk))
    except DatabaseError as error:
        return type(error).__name__
    finally:
        connection.close()


def added_by_many(tenant: Tenant, wanted: Iterable[object]) -> list[list[Row] | str]:
    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(lambda n: added(tenant, n), wanted))


def kept(tenant: Tenant) -> set[int]:
    with access.as_tenant(tenant.pk):
        return {int(entry.phone) for entry in DncEntry.objects.for_tenant(tenant)}


def test_each_of_many_threads_gets_its_own_rows_and_they_share_commits(tenant: Tenant) -> None:
    found = added_by_many(tenant, range(400))

    assert [rows[0][0] for rows in found] == list(range(400))
    assert kept(tenant) == set(range(400))
    assert len({rows[0][1] for rows in found}) < 400


def test_a_bad_one_fails_alone(tenant: Tenant) -> None:
    wanted = [n if n % 10 else "oops" for n in range(200)]

    found = added_by_many(tenant, wanted)

    assert [rows == "DataError" for rows in found] == [n == "oops" for n in wanted]
    assert kept(tenant) == {n for n in range(200) if n % 10}


def test_a_line_that_was_left_by_an_error_is_open_again(tenant: Tenant) -> None:
    assert added(tenant, "oops") == "DataError"

    assert added(tenant, 1)[0][0] == 1
