"""The demo's calendars: each company has one at the sandbox, with hours of its own and some time that is free."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from apps.integrations import catalog
from apps.integrations.models import Connection, Family
from apps.sandbox.seed import connecting, founding
from apps.sandbox.seed.companies import COMPANIES, Company
from apps.tenants import access
from tests.sandbox.outside import Outside

pytestmark = pytest.mark.long

NOW = datetime(2026, 11, 18, 22, tzinfo=UTC)
WEEK = NOW + timedelta(days=7)


@pytest.fixture(autouse=True)
def sandbox(outside: Outside) -> Iterator[None]:
    with override_settings(LEADHUB_SANDBOX_URL=outside.url, LEADHUB_TRUSTED_ORIGINS=[outside.url]):
        catalog.http.cache_clear()
        yield
        catalog.http.cache_clear()


def calendar_of(company: Company) -> Connection:
    tenant = founding.tenant(company)
    with access.as_tenant(tenant.pk):
        connecting.connections(company, tenant)
        return Connection.objects.get(family=Family.CALENDARS)


@pytest.mark.django_db
@pytest.mark.parametrize("company", COMPANIES, ids=lambda company: company.slug)
def test_a_companys_calendar_answers_and_is_neither_empty_nor_full(company: Company) -> None:
    calendar = calendar_of(company).calendars()

    busy = calendar.busy(starts_at=NOW, ends_at=WEEK)

    assert calendar.check().endswith(".")
    assert calendar.diary.hours == company.hours
    taken = sum(((each.ends_at - each.starts_at) for each in busy), timedelta())
    assert timedelta(hours=5) < taken < timedelta(hours=20)


@pytest.mark.django_db
def test_two_companies_share_no_calendar(outside: Outside) -> None:
    ones, others = (calendar_of(company).settings["refresh_token"] for company in COMPANIES[:2])

    assert ones != others
