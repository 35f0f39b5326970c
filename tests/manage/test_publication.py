"""Rules put in force, looked back at, and put back; and whose they are."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.routing.models import Version
from apps.tenants import access
from apps.tenants.models import Role, Tenant
from tests.manage.test_rules import SCREEN, draft, in_force, names, pk, three

__all__ = ["three"]
pytestmark = pytest.mark.django_db

HISTORY = "/manage/acme/routing/version/"


def looked_at(manager: Client) -> str:
    """The draft that the page shows."""
    return str(manager.get(f"{SCREEN}publish/").context["seen"])


def test_publishing_shows_what_changes_and_puts_it_in_force(manager: Client, acme: Tenant, three: None) -> None:
    manager.post(f"{SCREEN}{pk(acme, 'Ohio')}/switch/")

    page = manager.get(f"{SCREEN}publish/").content.decode()
    manager.post(f"{SCREEN}publish/", {"over": "1", "seen": looked_at(manager), "note": "No more Ohio"})

    assert "Switched off: “Ohio”." in page
    assert in_force(acme) == draft(acme)
    with access.as_tenant(acme.pk):
        version = Version.objects.get(number=2)
    assert (version.author, version.note) == ("manager@example.com", "No more Ohio")


@pytest.mark.parametrize("over", ["0", "", "x", "9" * 30])
def test_who_looked_at_something_older_publishes_nothing(manager: Client, acme: Tenant, three: None, over: str) -> None:
    manager.post(f"{SCREEN}{pk(acme, 'Ohio')}/switch/")

    sent = {"over": over, "seen": looked_at(manager)}
    page = manager.post(f"{SCREEN}publish/", sent, follow=True).content.decode()

    assert "Somebody has published or changed the draft meanwhile" in page
    assert in_force(acme) != draft(acme)


def test_a_draft_that_somebody_has_changed_meanwhile_is_not_published(
    manager: Client, acme: Tenant, three: None
) -> None:
    manager.post(f"{SCREEN}{pk(acme, 'Ohio')}/switch/")
    seen = looked_at(manager)
    manager.post(f"{SCREEN}{pk(acme, 'Texas')}/switch/")

    for sent in ({"over": "1", "seen": seen}, {"over": "1"}):
        page = manager.post(f"{SCREEN}publish/", sent, follow=True).content.decode()
        assert "Somebody has published or changed the draft meanwhile" in page

    assert all(each.is_enabled for each in in_force(acme).rules)


def test_discarding_brings_back_what_is_in_force(manager: Client, acme: Tenant, three: None) -> None:
    manager.post(f"{SCREEN}{pk(acme, 'Ohio')}/switch/")
    manager.get(f"{SCREEN}discard/")
    assert in_force(acme) != draft(acme)

    manager.post(f"{SCREEN}discard/")

    assert in_force(acme) == draft(acme)


@pytest.fixture
def first(manager: Client, acme: Tenant, three: None) -> int:
    """Version 1, no longer in force."""
    manager.post(f"{SCREEN}{pk(acme, 'Ohio')}/delete/", {"post": "yes"})
    manager.post(f"{SCREEN}publish/", {"over": "1", "seen": looked_at(manager)})
    with access.as_tenant(acme.pk):
        return Version.objects.get(number=1).pk


def test_the_history_says_what_each_version_changed_and_would_change_again(manager: Client, first: int) -> None:
    listed = manager.get(HISTORY).content.decode()
    page = manager.get(f"{HISTORY}{first}/change/").content.decode()

    assert "maria@acme.example" in listed
    assert "Going back to it would change" in page
    assert "New: “Ohio”." in page


def test_a_former_version_is_put_back_in_force(manager: Client, acme: Tenant, first: int) -> None:
    manager.post(f"{HISTORY}{first}/restore/", {"over": "2"})

    assert [each.name for each in in_force(acme).rules] == ["Texas", "Ohio", "Rest"]
    assert names(acme) == ["Texas", "Rest"]


def test_nothing_is_put_back_over_a_version_that_was_not_seen(manager: Client, acme: Tenant, first: int) -> None:
    manager.post(f"{HISTORY}{first}/restore/", {"over": "1"})

    assert len(in_force(acme).rules) == 2


def test_a_former_version_becomes_the_draft(manager: Client, acme: Tenant, first: int) -> None:
    manager.post(f"{HISTORY}{first}/draft/")

    assert names(acme) == ["Texas", "Ohio", "Rest"]
    assert len(in_force(acme).rules) == 2


def test_a_version_has_no_form_and_no_way_to_be_deleted(manager: Client, first: int) -> None:
    assert manager.post(f"{HISTORY}{first}/change/", {"note": "x"}).status_code == 403
    assert manager.post(f"{HISTORY}{first}/delete/", {"post": "yes"}).status_code == 403


PAGES = ["", "add/", "publish/", "test/", "what-if/", "what-if.csv", "reads-as/", "discard/", "1/up/"]


@pytest.mark.parametrize("role", [Role.CLIENT, Role.REP])
@pytest.mark.parametrize("page", PAGES)
def test_clients_and_reps_have_no_rules(member: Callable[..., Client], role: str, page: str) -> None:
    client = member(role)

    assert client.get(SCREEN + page).status_code == client.post(SCREEN + page).status_code == 404


@pytest.mark.parametrize("verb", ["up", "down", "switch", "change", "delete"])
def test_another_tenants_rule_is_not_there(
    manager: Client, rival: Tenant, rows: Callable[..., dict[str, Any]], verb: str
) -> None:
    theirs = rows(rival, "SECRET")

    answer = manager.post(f"{SCREEN}{theirs['draftrule'].pk}/{verb}/", {"post": "yes"}, follow=True)

    assert b"SECRET" not in answer.content
    assert [each.is_enabled for each in draft(rival).rules] == [True]


@pytest.mark.parametrize("verb", ["restore", "draft"])
def test_another_tenants_version_cannot_be_taken(
    manager: Client, acme: Tenant, rival: Tenant, rows: Callable[..., dict[str, Any]], verb: str
) -> None:
    theirs = rows(rival, "SECRET")

    assert manager.post(f"{HISTORY}{theirs['version'].pk}/{verb}/", {"over": "0"}).status_code == 404
    assert draft(acme).rules == in_force(acme).rules == ()
