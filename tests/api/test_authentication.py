"""Who gets in, and what the owner learns of it."""

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.api.authentication import NOTED_EVERY
from apps.core import clock
from apps.tenants import access
from apps.tenants.models import ApiKey

from .conftest import Company

LEADS = "/api/v1/leads/"


def last_used_at(company: Company) -> Any:
    with access.as_tenant(company.tenant.pk):
        return ApiKey.objects.get().last_used_at


def test_a_live_key_opens(acme: Company) -> None:
    assert acme.api.get(LEADS).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer lh_unknown",
        "Basic YTpi",
        "Bearer \0",
        "Bearer lh_é",
        "Bearer " + "x" * 9000,
    ],
)
def test_anything_else_is_told_which_scheme_is_wanted(acme: Company, header: str) -> None:
    answer = APIClient(raise_request_exception=False).get(LEADS, headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="LeadHub"'
    assert set(answer.json()) == {"error", "fields"}


def test_a_revoked_key_no_longer_opens(acme: Company) -> None:
    with access.as_tenant(acme.tenant.pk):
        ApiKey.objects.update(revoked_at=clock.now())

    assert acme.api.get(LEADS).status_code == 401


def test_the_first_use_is_noted(acme: Company) -> None:
    acme.api.get(LEADS)

    assert clock.now() - last_used_at(acme) < timedelta(minutes=1)


def test_further_uses_within_a_minute_write_nothing(acme: Company) -> None:
    acme.api.get(LEADS)
    noted = last_used_at(acme)

    acme.api.get(LEADS)

    assert last_used_at(acme) == noted


def test_a_use_after_a_minute_is_noted_again(acme: Company) -> None:
    long_ago = clock.now() - NOTED_EVERY - timedelta(seconds=1)
    with access.as_tenant(acme.tenant.pk):
        ApiKey.objects.update(last_used_at=long_ago)

    acme.api.get(LEADS)

    assert last_used_at(acme) > long_ago
