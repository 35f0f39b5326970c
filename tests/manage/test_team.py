"""The screen of the team."""

import pytest
from django.test import Client

from apps.tenants import access
from apps.tenants.models import Membership, Role, Tenant

pytestmark = pytest.mark.django_db

TEAM = "/manage/acme/tenants/membership/"


def _of(acme: Tenant, role: str) -> Membership:
    with access.as_tenant(acme.pk):
        return Membership.objects.get(role=role)


def test_an_owner_changes_a_role(owner: Client, manager: Client, acme: Tenant) -> None:
    membership = _of(acme, Role.MANAGER)

    owner.post(f"{TEAM}{membership.pk}/change/", {"role": "client"})

    assert _of(acme, Role.CLIENT) == membership


def test_an_owner_removes_a_member(owner: Client, manager: Client, acme: Tenant) -> None:
    membership = _of(acme, Role.MANAGER)

    owner.post(f"{TEAM}{membership.pk}/delete/", {"post": "yes"})

    assert manager.get("/manage/acme/").status_code == 404


def test_the_last_owner_stays(owner: Client, acme: Tenant) -> None:
    membership = _of(acme, Role.OWNER)

    changed = owner.post(f"{TEAM}{membership.pk}/change/", {"role": "client"})
    deleted = owner.post(f"{TEAM}{membership.pk}/delete/", {"post": "yes"})

    assert "Somebody has to be the owner" in str(changed.context["adminform"].form.errors)
    assert deleted.status_code == 403
    assert _of(acme, Role.OWNER) == membership


def test_a_manager_can_raise_nobody(manager: Client, acme: Tenant) -> None:
    membership = _of(acme, Role.MANAGER)

    assert manager.post(f"{TEAM}{membership.pk}/change/", {"role": "owner"}).status_code == 403


def test_a_membership_is_never_moved_to_another_person(owner: Client, manager: Client, acme: Tenant) -> None:
    membership = _of(acme, Role.MANAGER)

    owner.post(f"{TEAM}{membership.pk}/change/", {"role": "manager", "user": 1, "tenant": 1})

    assert _of(acme, Role.MANAGER).user_id == membership.user_id
