"""The screen of deliveries."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.intake.models import Delivery
from apps.leads.models import Source
from apps.manage.deliveries import readable
from apps.outreach.models import Step
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


def test_a_lead_that_could_not_be_fetched_is_seen_and_tried_again(manager: Client, acme: Tenant) -> None:
    body = (Path(__file__).parents[1] / "samples" / "meta_leadgen_webhook.json").read_bytes()
    with access.as_tenant(acme.pk):
        source = Source.objects.create(tenant=acme, slug="m", name="M", kind="meta", settings={})
        delivery = Delivery.objects.create(
            tenant=acme,
            source=source,
            state="awaiting",
            received_at=timezone.now(),
            content_type="application/json",
            body=body,
            body_digest=b"",
        )
        step = Step.objects.create(
            tenant=acme,
            kind="fetch",
            queue="urgent",
            key=f"fetch:{source.pk}:900000000000001",
            params={"named": {"id": "900000000000001"}},
            state="dead",
            last_error="the lead is deleted",
            due_at=timezone.now(),
        )

    page = manager.get(f"/manage/acme/intake/delivery/{delivery.pk}/change/").content.decode()
    manager.post("/manage/acme/intake/delivery/", {"action": "fetch_again", "_selected_action": str(delivery.pk)})

    assert "900000000000001: Failed, the lead is deleted" in page
    with access.as_tenant(acme.pk):
        step.refresh_from_db()
    assert step.state == "ready"
