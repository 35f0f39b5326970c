"""No address shows a tenant another's rows: generated from the URL conf, so a new address is tested too."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from apps.api.urls import version_1

from .conftest import Company

VERBS = ("get", "post", "put", "patch", "delete", "options")
WITHOUT_KEY = {"/api/schema/", "/api/docs/"}


def addresses(patterns: Any, prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern)


def routes() -> list[str]:
    """Everything under /api/, with the id's converter where one is."""
    found = [each for each in addresses(get_resolver().url_patterns) if each.startswith("api/") and each != "api/"]
    assert len(found) >= len(version_1)
    return [f"/{each}" for each in found]


def of(company: Company, route: str) -> str:
    """The route to a row of this company."""
    row = {
        "calls": company.call,
        "leads": company.lead,
        "dnc": company.dnc,
        "steps": company.step,
        "sources": company.source,
        "rings": company.ring,
    }
    owned = next((each for name, each in row.items() if f"/{name}/" in route), company.lead)
    return route.replace("<uuid:id>", str(owned.pk)).replace("<int:id>", str(owned.pk))


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("route", routes())
def test_nothing_of_another_tenant_is_ever_shown(acme: Company, rival: Company, route: str, verb: str) -> None:
    address = of(rival, route)

    answer = getattr(acme.api, verb)(address)

    assert b"SECRET" not in answer.content
    assert b"secret" not in answer.content.replace(b'"secret"', b"") or route in WITHOUT_KEY
    if "<" in route:
        assert answer.status_code in (404, 405)
    assert answer.status_code < 500


@pytest.mark.parametrize("route", routes())
def test_nobody_is_let_in_without_a_key(acme: Company, stranger: APIClient, route: str) -> None:
    answer = stranger.get(of(acme, route))

    assert answer.status_code == (200 if route in WITHOUT_KEY else 401)


@pytest.mark.parametrize("route", [each for each in routes() if "<" in each])
def test_the_owner_gets_there(acme: Company, route: str) -> None:
    """Else the 404 above would prove nothing."""
    answers = [getattr(acme.api, verb)(of(acme, route)).status_code for verb in ("get", "post", "delete")]

    # 400 and 409 are said of a row that was found.
    assert any(200 <= status < 300 or status in (400, 409) for status in answers)


@pytest.mark.parametrize(
    "query",
    ["source=secret-form", "phone=%2B12145550102", "email=secret@example.com"],
)
def test_a_filter_finds_nothing_of_another_tenant(acme: Company, rival: Company, query: str) -> None:
    assert acme.api.get(f"/api/v1/leads/?{query}").json() == {"next": None, "results": []}


def test_another_tenants_entry_stays_when_somebody_lifts_it(acme: Company, rival: Company) -> None:
    answer = acme.api.delete(f"/api/v1/dnc/{rival.dnc.pk}/")

    assert answer.status_code == 404
    assert rival.api.get("/api/v1/dnc/?is_lifted=false").json()["results"]


def test_url_patterns_are_what_the_walk_expects() -> None:
    assert all(isinstance(each, URLPattern) for each in version_1)
