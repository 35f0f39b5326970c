"""The demo's rules: sound, with people behind them, and told on every lead's timeline."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pytest_django.plugin import DjangoDbBlocker

from apps.leads.models import Event, Lead
from apps.manage.routing import active
from apps.routing import lint, published, what_if
from apps.routing.decide import NOTHING_PUBLISHED
from apps.routing.models import Rep, Team, Version
from apps.routing.what_if import Question
from apps.sandbox.seed import founding, history, routes
from apps.sandbox.seed.companies import COMPANIES, Company
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.kept_clean import Clean

pytestmark = [pytest.mark.django_db, pytest.mark.long]

# Not the moment of the other tests of the seed: ids are made of it, and some tables outlive a tenant's.
NOW = datetime(2026, 11, 18, 22, tzinfo=UTC)
SLUGS = [company.slug for company in COMPANIES]


def seed(company: Company) -> None:
    """Without the sandbox: it would remember numbers that other tests look for."""
    made = founding.tenant(company)
    with access.as_tenant(made.pk):
        history.write_once(founding.furnish(company, made, now=NOW), now=NOW)


@pytest.fixture(scope="module")
def seeded(django_db_setup: Clean, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        for company in COMPANIES:
            seed(company)
        yield
        django_db_setup.again()


@pytest.fixture(params=SLUGS)
def tenant(seeded: None, request: pytest.FixtureRequest) -> Iterator[Tenant]:
    found = Tenant.objects.get(slug=request.param)
    with access.as_tenant(found.pk):
        yield found


def test_nothing_is_wrong_with_the_rules(tenant: Tenant) -> None:
    assert lint.findings(published.rules(tenant), active=active.of(tenant)) == []


def test_there_are_two_teams_and_numbers_that_nobody_else_has(tenant: Tenant) -> None:
    phones = list(Rep.objects.values_list("phone", flat=True))

    assert Team.objects.count() == 2
    assert len(phones) == len(set(phones)) >= 4
    assert all(phone[-3:] >= str(routes.FIRST_LINE) for phone in phones)
    assert not Lead.objects.filter(phone__in=phones).exists()


def test_every_rule_took_leads_and_every_lead_tells_by_which(tenant: Tenant) -> None:
    told = Event.objects.filter(kind="lead.routed")

    assert told.count() == Lead.objects.count()
    assert set(told.values_list("facts__rule", flat=True)) == {rule.key for rule in published.rules(tenant).rules}


def test_the_same_rules_over_thirty_days_make_no_difference(tenant: Tenant) -> None:
    rules = published.compiled(tenant)

    portions = list(what_if.portions(Question(tenant, rules, rules), now=NOW))

    assert sum(portion.seen for portion in portions) == Lead.objects.count()
    assert not [found for portion in portions for found in portion.differences]


def test_replaying_agrees_with_what_the_timelines_say(tenant: Tenant) -> None:
    rules = published.compiled(tenant)
    told = dict(Event.objects.filter(kind="lead.routed").values_list("lead_id", "facts__rule"))

    everybody_else = Question(tenant, rules, NOTHING_PUBLISHED)
    moved = [found for portion in what_if.portions(everybody_else, now=NOW) for found in portion.differences]

    assert moved
    assert {each.before.key for each in moved} == set(told.values()) - {"everybody-else"}
    assert all(told[each.lead.pk] == each.before.key for each in moved)


def test_seeding_again_publishes_nothing_again(tenant: Tenant) -> None:
    seed(COMPANIES[SLUGS.index(tenant.slug)])

    assert Version.objects.for_tenant(tenant).count() == 1
