"""The first page: what is left to do, from the tenant's real state."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db


def _open(client: Client) -> list[str]:
    return [task.title for task in client.get("/manage/acme/").context["tasks"] if not task.is_done]


def test_a_new_tenant_has_it_all_before_it(manager: Client) -> None:
    assert len(_open(manager)) == 6


def test_a_task_is_done_when_it_is_really_so(
    manager: Client, acme: Tenant, rows: Callable[..., dict[str, Any]]
) -> None:
    rows(acme, "mine")

    assert _open(manager) == ["Connect a carrier", "Connect text messaging", "Connect your CRM"]


def test_the_dashboard_is_a_click_away(manager: Client) -> None:
    assert b'href="/app/acme/"' in manager.get("/manage/acme/").content


def test_the_browser_need_not_guess_an_icon(manager: Client) -> None:
    assert b'rel="icon" href="/static/mark.svg"' in manager.get("/manage/acme/").content
