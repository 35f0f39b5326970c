"""API keys: made and shown once, revoked by hand, owners only."""

import re
from typing import Any

import pytest
from django.test import Client

from apps.tenants import access
from apps.tenants.models import ApiKey, Tenant

pytestmark = pytest.mark.django_db

ADD = "/manage/acme/tenants/apikey/add/"
LIST = "/manage/acme/tenants/apikey/"


def answers(text: str) -> int:
    return Client().get("/api/v1/leads/", headers={"authorization": f"Bearer {text}"}).status_code


def made(owner: Client) -> str:
    page = owner.post(ADD, {"name": "website"}, follow=True).content.decode()
    found = re.search(r"lh_[\w-]{32}", page)
    assert found, page
    return found[0]


def test_a_key_is_shown_once_and_works(owner: Client) -> None:
    text = made(owner)

    assert answers(text) == 200
    assert text not in owner.get(LIST).content.decode()


def test_a_revoked_key_is_refused(owner: Client, acme: Tenant) -> None:
    text = made(owner)
    with access.as_tenant(acme.pk):
        key = ApiKey.objects.get()

    owner.post(LIST, {"action": "revoke", "_selected_action": [str(key.pk)]})

    assert answers(text) == 401


def test_a_manager_makes_none(manager: Client, acme: Tenant) -> None:
    assert manager.post(ADD, {"name": "website"}).status_code == 403


def test_another_companys_key_is_not_to_be_revoked(owner: Client, rival: Tenant) -> None:
    with access.as_tenant(rival.pk):
        key, text = ApiKey.objects.issue(rival, name="theirs")

    chosen: dict[str, Any] = {"action": "revoke", "_selected_action": [str(key.pk)]}
    owner.post(LIST, chosen)

    assert answers(text) == 200
