"""The screen of deliveries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.intake.models import Delivery
from apps.manage.deliveries import readable
from apps.tenants import access
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery(acme: Tenant, rows: Callable[..., dict[str, Any]]) -> Delivery:
    found = rows(acme, "mine")["delivery"]
    assert isinstance(found, Delivery)
    with access.as_tenant(acme.pk):
        found.body = b'{"note": "<script>alert(1)</script>"}'
        found.headers = {"Authorization": "Bearer hush", "User-Agent": "curl"}
        found.save()
    return found


def test_what_came_is_shown_as_text(manager: Client, delivery: Delivery) -> None:
    page = manager.get(f"/manage/acme/intake/delivery/{delivery.pk}/change/").content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page
    assert "User-Agent: curl" in page


def test_a_senders_credentials_are_not(manager: Client, delivery: Delivery) -> None:
    assert b"hush" not in manager.get(f"/manage/acme/intake/delivery/{delivery.pk}/change/").content


@pytest.mark.parametrize("deed", ["change", "delete"])
def test_nothing_about_it_can_be_changed(manager: Client, delivery: Delivery, deed: str) -> None:
    assert manager.post(f"/manage/acme/intake/delivery/{delivery.pk}/{deed}/", {"state": "fixed"}).status_code == 403


def test_a_source_shows_what_came_lately(manager: Client, delivery: Delivery) -> None:
    page = manager.get(f"/manage/acme/leads/source/{delivery.source_id}/change/").content.decode()

    assert f"/manage/acme/intake/delivery/{delivery.pk}/change/" in page


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b'{"a":1}', '{\n  "a": 1\n}'),
        (b"a=1&b=2", "a=1&b=2"),
        (b"\xff\x00", "\\xff\x00"),
        (b"[" * 100_000, "[" * 100_000),
    ],
)
def test_any_body_can_be_read(body: bytes, shown: str) -> None:
    assert readable(body) == shown
