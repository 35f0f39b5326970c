"""Scripts put in force: after the callers, by shares, back again, and known to rules; and whose they are."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from apps.scripts import drafting, publish, published
from apps.scripts.models import Script
from apps.tenants import access
from apps.tenants.models import Role, Tenant
from tests.manage.script_screen import SCREEN, SOLAR, draft, form, having, save, script

pytestmark = pytest.mark.django_db

__all__ = ["script"]
NOW = datetime(2026, 11, 26, 17, tzinfo=UTC)


def test_publishing_lets_the_callers_in_first(manager: Client, script: Script) -> None:
    page = manager.post(f"{SCREEN}{script.pk}/publish/", {"over": "0", "note": "First"}, follow=True).content.decode()

    assert "Version 1 speaks in all calls from now on;" in page
    assert "calls broke nothing." in page
    with access.as_tenant(script.tenant_id):
        [version] = published.spoken(script)
    assert (version.author, version.note, version.share) == ("manager@example.com", "First", 100)


def test_a_draft_that_a_caller_breaks_is_not_published(manager: Client, script: Script) -> None:
    with access.as_tenant(script.tenant_id):
        drafting.save(script, having(booking={"what": "a visit for 99 dollars, which a specialist confirms"}))

    page = manager.post(f"{SCREEN}{script.pk}/publish/", {"over": "0"}).content.decode()

    assert "It named a price that is in no text of the script." in page
    assert "I can book a visit for 99 dollars, which a specialist confirms for you." in page
    assert "Here it broke" in page
    with access.as_tenant(script.tenant_id):
        assert published.spoken(script) == []


def test_a_mistaken_draft_is_not_published(manager: Client, script: Script) -> None:
    with access.as_tenant(script.tenant_id):
        questions = [*SOLAR.model_dump(mode="json")["questions"]] * 2
        drafting.save(script, having(questions=questions[:5]))

    page = manager.get(f"{SCREEN}{script.pk}/publish/").content.decode()
    manager.post(f"{SCREEN}{script.pk}/publish/", {"over": "0"})

    assert "To be corrected first" in page
    assert "Let the callers in" not in page
    with access.as_tenant(script.tenant_id):
        assert published.spoken(script) == []


@pytest.fixture
def two(script: Script) -> Script:
    """Version 1 for 80 of 100 calls, version 2 for 20; published as the page does once the callers are through."""
    with access.as_tenant(script.tenant_id):
        publish.draft(script, over=0, share=100, author="manager@example.com", now=NOW)
        drafting.save(script, having(reason="Is now good?"))
        publish.draft(script, over=1, share=20, author="manager@example.com", now=NOW)
    return script


def test_a_second_version_takes_its_share_of_the_calls(manager: Client, script: Script) -> None:
    manager.post(f"{SCREEN}{script.pk}/publish/", {"over": "0"})
    save(manager, script, form() | {"reason": "Is now good?"})
    manager.post(f"{SCREEN}{script.pk}/publish/", {"over": "1", "share": "20"})

    assert shares(script) == {1: 80, 2: 20}
    assert draft(script).reason == "Is now good?"


def shares(script: Script) -> dict[int, int]:
    with access.as_tenant(script.tenant_id):
        return {each.number: each.share for each in published.spoken(script)}


def test_versions_share_the_calls(manager: Client, two: Script) -> None:
    page = manager.get(f"{SCREEN}{two.pk}/versions/").content.decode()

    assert shares(two) == {1: 80, 2: 20}
    assert "1 change" in page


def test_a_version_is_promoted(manager: Client, two: Script) -> None:
    manager.post(f"{SCREEN}{two.pk}/versions/2/share/", {"over": "2", "share": "100"})

    assert shares(two) == {2: 100}


@pytest.mark.parametrize("share", ["", "x", "101", "-1", "9" * 20])
def test_a_share_is_a_number_up_to_a_hundred(manager: Client, two: Script, share: str) -> None:
    manager.post(f"{SCREEN}{two.pk}/versions/2/share/", {"over": "2", "share": share})

    assert shares(two) == {1: 80, 2: 20}


def test_who_looked_at_something_older_changes_nothing(manager: Client, two: Script) -> None:
    for at, posted in (("publish", {}), ("versions/1/back", {}), ("versions/2/share", {"share": "100"})):
        page = manager.post(f"{SCREEN}{two.pk}/{at}/", {"over": "1"} | posted, follow=True).content.decode()

        assert "Somebody has published meanwhile" in page
    assert shares(two) == {1: 80, 2: 20}


def test_going_back_shows_what_it_changes_and_speaks_again(manager: Client, two: Script) -> None:
    manager.post(f"{SCREEN}{two.pk}/versions/2/share/", {"over": "2", "share": "100"})

    page = manager.get(f"{SCREEN}{two.pk}/versions/1/").content.decode()
    manager.post(f"{SCREEN}{two.pk}/versions/1/back/", {"over": "2"})

    assert "The reason for the call was “Is now good?”" in page
    assert shares(two) == {3: 100}
    with access.as_tenant(two.tenant_id):
        assert published.spoken(two)[0].typed == SOLAR


def test_a_version_becomes_the_draft(manager: Client, two: Script) -> None:
    manager.post(f"{SCREEN}{two.pk}/versions/1/draft/")

    assert draft(two) == SOLAR


def test_discarding_brings_back_what_was_published_last(manager: Client, two: Script) -> None:
    save(manager, two, form())

    manager.post(f"{SCREEN}{two.pk}/discard/")

    assert draft(two).reason == "Is now good?"


def test_a_script_is_switched_off(manager: Client, two: Script) -> None:
    page = manager.post(f"{SCREEN}{two.pk}/switch/", follow=True).content.decode()

    assert "no call follows it" in page
    with access.as_tenant(two.tenant_id):
        assert published.names(two.tenant_id) == frozenset()


def test_the_list_says_what_is_spoken(manager: Client, two: Script) -> None:
    page = manager.get(SCREEN).content.decode()

    assert "version 1: 80 %, version 2: 20 %" in page
    assert "as published" in page


def test_the_rule_editor_offers_scripts_by_name(manager: Client, two: Script, acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        drafting.begin(acme, "Renters", SOLAR)

    fields = manager.get("/manage/acme/routing/draftrule/add/").context["adminform"].form.fields

    assert fields["script"].choices == [("", "The usual one"), ("Renters", "Renters, not in use"), ("Solar", "Solar")]


def test_a_rule_that_asks_for_a_script_out_of_use_is_told_so(manager: Client, two: Script) -> None:
    rule = {"name": "All", "is_enabled": "on", "answered_by": "ai_agent", "priority": "normal", "script": "Solar"}
    before = manager.post("/manage/acme/routing/draftrule/add/", rule, follow=True).content.decode()

    manager.post(f"{SCREEN}{two.pk}/switch/")

    assert "There is no script" not in before
    page = manager.get("/manage/acme/routing/draftrule/").content.decode()
    assert "There is no script “Solar” in use: the usual one would be followed." in page


PAGES = ["change/", "publish/", "callers/", "chat/", "replay/", "versions/", "versions/1/", "discard/", "switch/"]


@pytest.mark.parametrize("page", PAGES)
def test_another_tenants_script_is_not_there(
    manager: Client, rival: Tenant, rows: Callable[..., Any], page: str
) -> None:
    foreign = rows(rival, "SECRET")["script"].pk

    answers = [manager.get(f"{SCREEN}{foreign}/{page}"), manager.post(f"{SCREEN}{foreign}/{page}", form())]

    assert {answer.status_code for answer in answers} <= {404, 405, 302}
    assert all(b"SECRET" not in answer.content for answer in answers)
    with access.as_tenant(rival.pk):
        assert drafting.of(Script.objects.get()).reason == "SECRET"


@pytest.mark.parametrize("role", [Role.CLIENT, Role.REP])
@pytest.mark.parametrize("page", ["", "add/", *(f"1/{page}" for page in PAGES)])
def test_clients_and_reps_have_no_scripts(member: Callable[..., Client], role: str, page: str) -> None:
    client = member(role)

    assert client.get(SCREEN + page).status_code == client.post(SCREEN + page).status_code == 404
