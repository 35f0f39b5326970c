"""The operators' do-not-call list and registries."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.compliance.models import DncList, PlatformDncEntry
from apps.tenants import access
from apps.tenants.models import Tenant, User

pytestmark = pytest.mark.django_db
ENTRIES, REGISTRIES = "/ops/compliance/platformdncentry/", "/ops/compliance/dnclist/"


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("op@example.com", is_superuser=True, is_staff=True))
    return client


def form(content: str = "202,5550143\n202,5550144\n", **traits: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("list.txt", content.encode())
    usual = {"name": "National", "jurisdiction": "us", "effective_on": "2026-01-05", "max_age_days": 31}
    return usual | {"file": file} | traits


def registry() -> DncList:
    with access.as_platform():
        return DncList.objects.get()


def test_a_number_is_added_lifted_and_put_back(operator: Client) -> None:
    operator.post(f"{ENTRIES}add/", {"phone": "(214) 867-5309", "reason": "court order"})
    entry = PlatformDncEntry.objects.get()
    operator.post(ENTRIES, {"action": "lift", "_selected_action": [entry.pk]})
    entry.refresh_from_db()
    assert entry.lifted_at

    operator.post(ENTRIES, {"action": "restore", "_selected_action": [entry.pk]})

    entry.refresh_from_db()
    assert (entry.phone, entry.added_by) == ("+12148675309", "op@example.com")
    assert PlatformDncEntry.objects.filter(lifted_at=None).exists()
    assert operator.post(f"{ENTRIES}{entry.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_registry_is_imported_for_all_tenants(operator: Client) -> None:
    operator.post(f"{REGISTRIES}add/", form())

    assert (registry().jurisdiction, registry().size, registry().imported_by) == ("US", 2, "op@example.com")
    assert registry().tenant_id is None


def test_a_newer_file_takes_its_place_and_an_older_one_does_not(operator: Client) -> None:
    operator.post(f"{REGISTRIES}add/", form())
    page = f"{REGISTRIES}{registry().pk}/change/"

    operator.post(page, form("202,5550145", effective_on="2026-01-06"))
    older = operator.post(page, form(effective_on="2026-01-04"))

    assert registry().size == 1
    assert older.context["adminform"].form.errors["effective_on"]


def test_a_change_file_changes_it(operator: Client) -> None:
    operator.post(f"{REGISTRIES}add/", form())
    changes = form("202,5550143,2026-01-06,D\n", effective_on="2026-01-06", is_change_file="on")

    operator.post(f"{REGISTRIES}{registry().pk}/change/", changes)

    assert (registry().size, str(registry().effective_on)) == (1, "2026-01-06")


@pytest.mark.parametrize(
    ("traits", "field"),
    [
        ({"content": "no number"}, "file"),
        ({"effective_on": "2999-01-01"}, "effective_on"),
        ({"is_change_file": "on", "content": "202,5550143,2026-01-06,D"}, "is_change_file"),
        ({"file": ""}, "file"),
    ],
)
def test_what_proves_nothing_is_refused(operator: Client, traits: dict[str, Any], field: str) -> None:
    answer = operator.post(f"{REGISTRIES}add/", form(**traits))

    assert answer.context["adminform"].form.errors[field]
    with access.as_platform():
        assert not DncList.objects.exists()


def test_a_tenants_registry_is_its_managers(operator: Client) -> None:
    tenant = Tenant.objects.create(slug="acme", name="Acme")
    with access.as_tenant(tenant.pk):
        made = DncList.objects.create(tenant=tenant, name="Ours", jurisdiction="US", effective_on="2026-01-01")

    assert operator.get(f"{REGISTRIES}{made.pk}/change/").status_code == 302
    assert b"Ours" not in operator.get(REGISTRIES).content
