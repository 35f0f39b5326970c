"""The screen of deliveries."""

import pytest

from apps.intake.models import Delivery
from apps.manage.deliveries import readable
from apps.tenants import access

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery(acme, rows) -> Delivery:
    found = rows(acme, "mine")["delivery"]
    assert isinstance(found, Delivery)
    with access.as_tenant(acme.pk):
        found.body = b'{"note": "<script>alert(1)</script>"}'
        found.headers = {"Authorization": "Bearer hush", "User-Agent": "curl"}
        found.save()
    return found


def test_what_came_is_shown_as_text(manager, delivery):
    page = manager.get(f"/manage/acme/intake/delivery/{delivery.pk}/change/").content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page
    assert "User-Agent: curl" in page


def test_a_senders_credentials_are_not(manager, delivery):
    assert b"hush" not in manager.get(f"/manage/acme/intake/delivery/{delivery.pk}/change/").content


@pytest.mark.parametrize("deed", ["change", "delete"])
def test_nothing_about_it_can_be_changed(manager, delivery, deed):
    assert manager.post(f"/manage/acme/intake/delivery/{delivery.pk}/{deed}/", {"state": "fixed"}).status_code == 403


def test_a_source_shows_what_came_lately(manager, delivery):
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
def test_any_body_can_be_read(body, shown):
    assert readable(body) == shown
