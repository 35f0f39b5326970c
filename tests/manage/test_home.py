"""The first page: what is left to do, from the tenant's real state."""

import pytest

pytestmark = pytest.mark.django_db


def _open(client) -> list[str]:
    return [task.title for task in client.get("/manage/acme/").context["tasks"] if not task.is_done]


def test_a_new_tenant_has_it_all_before_it(manager):
    assert len(_open(manager)) == 6


def test_a_task_is_done_when_it_is_really_so(manager, acme, rows):
    rows(acme, "mine")

    assert _open(manager) == ["Connect a carrier", "Connect text messaging", "Connect your CRM"]


def test_the_dashboard_is_a_click_away(manager):
    assert b'href="/app/acme/"' in manager.get("/manage/acme/").content
