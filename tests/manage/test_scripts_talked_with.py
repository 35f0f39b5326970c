"""The page on which a draft is talked with: who has it, what it may ask of the browser, and its tickets."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from apps.core.fields import digest
from apps.integrations.models import Connection, Family
from apps.scripts.models import Script, Trial
from apps.tenants import access
from apps.tenants.models import Role, Tenant, User

from .script_screen import SCREEN, script

__all__ = ["script"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def voice(settings: Settings) -> None:
    settings.LEADHUB_VOICE_URL = "wss://voice.example.test"
    settings.LEADHUB_SPEECH_URL = "http://127.0.0.1:9"


def ticket(client: Client, of: Script) -> Any:
    return client.post(f"{SCREEN}{of.pk}/talk/ticket/")


def test_this_page_alone_may_ask_for_the_microphone(manager: Client, script: Script) -> None:
    assert "microphone=(self)" in manager.get(f"{SCREEN}{script.pk}/talk/")["Permissions-Policy"]
    for other in (f"{SCREEN}{script.pk}/chat/", f"{SCREEN}{script.pk}/change/", "/manage/acme/", "/app/acme/"):
        assert "microphone=()" in manager.get(other)["Permissions-Policy"], other
    assert "microphone=()" in ticket(manager, script)["Permissions-Policy"]


def test_this_page_alone_may_open_a_socket_to_the_voice(manager: Client, script: Script) -> None:
    def policy(page: str) -> str:
        return manager.get(f"{SCREEN}{script.pk}/{page}/")["Content-Security-Policy"]

    assert policy("talk") == f"{policy('chat')}; connect-src 'self' wss://voice.example.test/trial/"


def test_a_manager_gets_a_ticket_of_their_own(manager: Client, script: Script) -> None:
    address, _, text = ticket(manager, script).json()["url"].rpartition("/")

    assert address == "wss://voice.example.test/trial"
    with access.as_tenant(script.tenant_id):
        kept = Trial.objects.get(digest=digest(text))
    assert (kept.script_id, kept.user) == (script.pk, User.objects.get())


def test_however_often_they_ask_one_ticket_is_kept(manager: Client, script: Script) -> None:
    urls = {ticket(manager, script).json()["url"] for _ in range(5)}

    assert len(urls) == 5
    with access.as_tenant(script.tenant_id):
        assert Trial.objects.count() == 1


@pytest.mark.parametrize("role", [Role.CLIENT, Role.REP])
def test_who_manages_nothing_gets_neither_page_nor_ticket(
    member: Callable[..., Client], script: Script, role: Role
) -> None:
    client = member(role)

    assert client.get(f"{SCREEN}{script.pk}/talk/").status_code == 404
    assert ticket(client, script).status_code == 404
    with access.as_tenant(script.tenant_id):
        assert not Trial.objects.exists()


def test_another_companys_draft_is_not_there(
    manager: Client, script: Script, rival: Tenant, rows: Callable[..., dict[str, Any]]
) -> None:
    foreign = rows(rival, "SECRET")["script"]

    assert manager.get(f"{SCREEN}{foreign.pk}/talk/").status_code == 404
    assert ticket(manager, foreign).status_code == 404
    with access.as_platform():
        assert not Trial.objects.exists()


def test_a_ticket_is_for_a_post_of_our_own_page(acme: Tenant, manager: Client, script: Script) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = manager.cookies

    assert ticket(strict, script).status_code == 403
    assert manager.get(f"{SCREEN}{script.pk}/talk/ticket/").status_code == 405


def test_without_a_voice_process_the_page_says_so(manager: Client, script: Script, settings: Settings) -> None:
    settings.LEADHUB_VOICE_URL = ""

    page = manager.get(f"{SCREEN}{script.pk}/talk/").content.decode()

    assert "There is no voice process here" in page
    assert "data-talk" not in page
    assert ticket(manager, script).status_code == 409


def test_without_engines_the_page_says_what_to_connect(manager: Client, script: Script, settings: Settings) -> None:
    settings.LEADHUB_SPEECH_URL = ""
    assert "Connect an engine that hears and one that speaks" in ticket(manager, script).json()["error"]

    with access.as_tenant(script.tenant_id):
        for family in (Family.HEARING, Family.SPEECH):
            Connection.objects.create(tenant_id=script.tenant_id, family=family, vendor="deepgram", name=family)

    assert ticket(manager, script).status_code == 200
