"""The screen of a tenant's own registries."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.compliance.models import DncList
from apps.tenants import access
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db
LIST = "/manage/acme/compliance/dnclist/"


def form(**traits: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("list.txt", b"214,8675309\n")
    return {
        "name": "Texas",
        "jurisdiction": "US-TX",
        "effective_on": "2026-01-05",
        "max_age_days": 31,
        "file": file,
    } | traits


def test_a_manager_imports_a_registry_for_their_tenant(manager: Client, acme: Tenant) -> None:
    answer = manager.post(f"{LIST}add/", form(), follow=True)

    with access.as_tenant(acme.pk):
        made = DncList.objects.get()
    assert (made.tenant_id, made.size, made.imported_by) == (acme.pk, 1, "manager@example.com")
    assert b"1 numbers; 1 brought in, 0 gone" in answer.content


def test_the_same_name_is_not_given_twice(manager: Client, acme: Tenant) -> None:
    manager.post(f"{LIST}add/", form())

    assert manager.post(f"{LIST}add/", form()).context["adminform"].form.errors["name"]


def test_neither_the_platforms_nor_a_rivals_registry_is_shown(manager: Client, acme: Tenant, rival: Tenant) -> None:
    with access.as_platform():
        for tenant in (None, rival):
            made = DncList.objects.create(tenant=tenant, name="SECRET", jurisdiction="US", effective_on="2026-01-01")

    assert b"SECRET" not in manager.get(LIST).content
    assert manager.get(f"{LIST}{made.pk}/change/", follow=True).content.count(b"SECRET") == 0
