"""Sources over the API."""

from typing import Any

import pytest
from django.conf import LazySettings

from apps.leads.models import Source, SourceSecret
from apps.tenants import access
from tests import sold

from .conftest import Company

SOURCES = "/api/v1/sources/"


def make(company: Company, **draft: Any) -> Any:
    return company.api.post(SOURCES, {"name": "Quote form", **draft}, format="json")


def test_a_new_source_tells_its_address_and_secret(acme: Company, settings: LazySettings) -> None:
    answer = make(acme, kind="webhook", settings={"mapping": {"Handy": "phone"}})

    assert answer.status_code == 201
    source = answer.json()
    assert source["slug"] == "quote-form"
    assert source["url"].startswith(f"{settings.LEADHUB_BASE_URL}/hooks/")
    assert source["secret"].startswith("whsec_")


def test_the_address_is_the_one_that_opens_the_source(acme: Company) -> None:
    token = make(acme).json()["url"].rstrip("/").rpartition("/")[2]

    with access.as_tenant(acme.tenant.pk):
        assert Source.objects.get(slug="quote-form").token == token


def test_settings_are_kept_as_they_were_sent(acme: Company) -> None:
    make(acme, settings={"mapping": {"Handy": "phone"}})

    with access.as_tenant(acme.tenant.pk):
        assert Source.objects.get(slug="quote-form").settings == {"mapping": {"Handy": "phone"}}


def test_the_secret_is_shown_only_once(acme: Company) -> None:
    secret = make(acme).json()["secret"]

    assert secret not in acme.api.get(SOURCES).content.decode()


def test_a_second_source_of_the_same_name_gets_a_slug_of_its_own(acme: Company) -> None:
    slugs = {make(acme).json()["slug"] for _ in range(3)}

    assert len(slugs) == 3
    assert all(slug.startswith("quote-form") for slug in slugs)


@pytest.mark.parametrize(("name", "slug"), [("Анкета", "source"), ("---", "source"), ("A" * 120, "a" * 50)])
def test_any_name_makes_a_slug(acme: Company, name: str, slug: str) -> None:
    assert make(acme, name=name).json()["slug"] == slug


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"kind": "nobody"}, "kind"),
        ({"kind": "base"}, "kind"),
        ({"settings": []}, "settings"),
        ({"settings": {"mapping": "x"}}, "settings.mapping"),
        ({"settings": {"require_signature": "perhaps"}}, "settings.require_signature"),
    ],
)
def test_what_does_not_fit_is_named(acme: Company, draft: dict[str, Any], field: str) -> None:
    answer = make(acme, **draft)

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]


def test_a_secret_of_the_senders_own_is_kept(acme: Company) -> None:
    answer = make(acme, kind="typeform", secret="their own secret")

    assert answer.json()["secret"] == "their own secret"
    with access.as_tenant(acme.tenant.pk):
        assert [each.text for each in SourceSecret.objects.all()] == ["their own secret"]


def test_a_source_beyond_the_plan_is_refused_with_the_way_out(acme: Company) -> None:
    with access.as_tenant(acme.tenant.pk):
        taken = Source.objects.counted().count()
    sold.plan(acme.tenant, sources=taken + 1)
    make(acme)

    answer = make(acme, name="One more")

    assert answer.status_code == 409
    assert "have an owner ask LeadHub for more" in answer.json()["error"]
