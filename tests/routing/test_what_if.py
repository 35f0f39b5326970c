"""A draft against the last 30 days."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.leads.models import Lead, Source
from apps.routing import decide, looking_back, what_if
from apps.routing.rules import Rule
from apps.routing.what_if import Difference, Question
from apps.tenants.models import Tenant
from tests.routing.conftest import NOON
from tests.routing.made import is_, rule, rules

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inside")]

TEXAS = rule("Texas", is_("state", "TX"), answered_by="ai_agent")
REST = rule("Rest")


@pytest.fixture
def differences(tenant: Tenant) -> Callable[..., list[Difference]]:
    def find(before: list[Rule], after: list[Rule], **more: Any) -> list[Difference]:
        question = Question(tenant, *(decide.compiled(rules(*each), version=1) for each in (before, after)))
        return [found for portion in what_if.portions(question, now=NOON, **more) for found in portion.differences]

    return find


@pytest.fixture
def leads(lead_for: Callable[..., Lead]) -> list[Lead]:
    ages = {"Dana": 1, "Eve": 29, "Old": 31}
    made = [lead_for(name, phone="+12147481234", received_at=NOON - timedelta(days=age)) for name, age in ages.items()]
    return [*made, lead_for("Chicago", phone="+13127481234", received_at=NOON)]


def test_the_same_rules_make_no_difference(leads: list[Lead], differences: Callable[..., list[Difference]]) -> None:
    assert differences([TEXAS, REST], [TEXAS, REST]) == []


def test_a_changed_rule_lists_exactly_the_leads_that_it_moves_newest_first(
    leads: list[Lead], differences: Callable[..., list[Difference]]
) -> None:
    found = differences([REST], [TEXAS, REST])

    assert [(each.lead.first_name, each.before.name, each.after.name) for each in found] == [
        ("Dana", "Rest", "Texas"),
        ("Eve", "Rest", "Texas"),
    ]


def test_another_rule_that_does_the_same_is_no_difference(
    leads: list[Lead], differences: Callable[..., list[Difference]]
) -> None:
    assert differences([REST], [rule("Texas", is_("state", "TX")), REST]) == []


def test_each_lead_is_asked_at_the_moment_when_it_came(
    leads: list[Lead], differences: Callable[..., list[Difference]]
) -> None:
    sundays = rule("Sundays", is_("local.weekday", "Sunday"), answered_by="nobody")

    assert [each.lead.first_name for each in differences([REST], [sundays, REST])] == ["Dana", "Eve"]


def test_leads_of_one_instant_are_each_looked_at_once(
    tenant: Tenant, source: Source, differences: Callable[..., list[Difference]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_back, "PORTION", 3)
    Lead.objects.bulk_create(
        Lead(tenant=tenant, source=source, email=f"{nth}@example.com", received_at=NOON) for nth in range(10)
    )

    assert len({each.lead.pk for each in differences([REST], [rule("All", answered_by="nobody")])}) == 10
