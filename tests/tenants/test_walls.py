"""Row-level security as the database itself enforces it."""

import pytest
from django.db import ProgrammingError, connection, transaction

from apps.tenants import access, rls
from apps.tenants.models import Membership, Tenant, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Tenant:
    return Tenant.objects.create(slug="acme", name="Acme")


@pytest.fixture
def rival() -> Tenant:
    return Tenant.objects.create(slug="rival", name="Rival")


@pytest.fixture
def member(acme: Tenant) -> Membership:
    user = User.objects.create_user("ada@example.com")
    with access.as_tenant(acme.pk):
        return Membership.objects.create(tenant=acme, user=user, role="owner")


def test_the_walls_stand_on_every_tenants_table() -> None:
    assert list(rls.breaches()) == []


def test_without_a_tenant_there_is_nothing_to_see(member: Membership) -> None:
    assert not Membership.objects.exists()


def test_another_tenants_rows_are_invisible(member: Membership, rival: Tenant) -> None:
    with access.as_tenant(rival.pk):
        assert not Membership.objects.exists()


def test_a_row_cannot_be_written_for_another_tenant(acme: Tenant, rival: Tenant) -> None:
    user = User.objects.create_user("eve@example.com")

    with pytest.raises(ProgrammingError, match="row-level security"), access.as_tenant(rival.pk):
        Membership.objects.create(tenant=acme, user=user, role="owner")


def test_an_inner_view_hands_the_outer_one_back(member: Membership, acme: Tenant, rival: Tenant) -> None:
    with access.as_tenant(acme.pk):
        with access.as_tenant(rival.pk):
            assert not Membership.objects.exists()

        assert Membership.objects.get() == member


def test_the_platform_sees_every_tenant(member: Membership) -> None:
    with access.as_platform():
        assert Membership.objects.get() == member


def test_a_view_ends_with_its_block(member: Membership, acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        pass

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.tenant', true)")
        assert cursor.fetchone() == ("",)
