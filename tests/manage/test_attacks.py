"""Nobody of one tenant sees or touches another's rows through the back office, by any path.

Each attack runs twice: as it is, and with the database's wall taken down, so that the site's own scoping stands alone.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

import pytest
from django.test import Client

from apps.manage import mount
from apps.manage.site import BackOffice
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.manage import attack

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(params=["apps.manage.inside", "tests.manage.probe"])
def site(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> BackOffice:
    monkeypatch.setattr(mount, "INSIDE", request.param)
    return cast(BackOffice, import_module(request.param).site)


# Where the site's own wall holds alone, both do, as long as the database's refusal breaks no page.
@pytest.fixture(params=[pytest.param("both walls", marks=pytest.mark.long), "the site's own wall"])
def walls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "the site's own wall":
        monkeypatch.setattr(access, "as_tenant", lambda tenant_id: access.as_platform())


@pytest.fixture
def foreign(acme: Tenant, rival: Tenant, rows: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    rows(acme, "mine")
    return rows(rival, "SECRET")


def test_the_attacks_find_what_is_there_to_find(
    site: BackOffice, rival: Tenant, foreign: dict[str, Any], member: Callable[..., Client]
) -> None:
    insider = member("owner", tenant=rival, email="insider@example.com")

    addresses = (f"/manage/rival/{page}" for page in attack.pages(site, foreign))
    found = [address for address, answer in attack.answers(insider, addresses) if b"SECRET" in answer.getvalue()]

    assert len(found) > 10


def test_no_page_shows_a_word_of_another_tenant(
    site: BackOffice, walls: None, owner: Client, foreign: dict[str, Any]
) -> None:
    addresses = (f"/manage/acme/{page}" for page in attack.pages(site, foreign))

    leaks = []
    for address, answer in attack.answers(owner, addresses):
        leaks += [address] if b"SECRET" in answer.getvalue() or answer.status_code >= 500 else []

    assert leaks == []


def test_no_post_changes_or_adopts_a_row_of_another_tenant(
    site: BackOffice, walls: None, owner: Client, acme: Tenant, rival: Tenant, foreign: dict[str, Any]
) -> None:
    before = attack.rows(rival)

    leaks = []
    for page, values in attack.posts(site, foreign):
        answer = owner.post(f"/manage/acme/{page}", values, follow=True)
        leaks += [page] if b"SECRET" in answer.getvalue() else []

    assert leaks == []
    assert attack.rows(rival) == before
    assert attack.strays(acme) == []
