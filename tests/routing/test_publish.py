"""Drafts and versions: put in force, told apart, rolled back, never changed."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from apps.routing import drafting, publish, published
from apps.routing.models import DraftRule, Version
from apps.routing.publish import Overtaken
from apps.routing.rules import CATCH_ALL, RuleSet
from apps.tenants.models import Tenant
from tests.routing.conftest import NOON
from tests.routing.made import is_, lead, rule, rules

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inside")]

TEXAS, REST = rule("texas", is_("state", "TX"), answered_by="ai_agent"), rule("rest")
BOTH = rules(TEXAS, REST)


def put(tenant: Tenant, draft: RuleSet, *, over: int, **more: Any) -> Version:
    drafting.replace(tenant, draft)
    return publish.draft(tenant, over=over, author="maria@acme.example", now=NOON, **more)


def test_without_rules_the_playbook_decides_for_everybody(tenant: Tenant) -> None:
    rules_in_force = published.compiled(tenant)

    assert rules_in_force.version == 0
    assert rules_in_force.first(lead()) is CATCH_ALL


def test_a_draft_decides_nothing_until_it_is_published(tenant: Tenant) -> None:
    drafting.replace(tenant, BOTH)
    assert published.rules(tenant) == RuleSet()

    version = publish.draft(tenant, over=0, author="maria@acme.example", now=NOON, note="First")

    assert (version.number, version.author, version.published_at, version.note) == (
        1,
        "maria@acme.example",
        NOON,
        "First",
    )
    assert published.rules(tenant) == BOTH
    assert published.compiled(tenant).first(lead(phone="+12147481234")).key == "texas"


def test_rolling_back_is_a_version_of_its_own_and_leaves_the_draft(tenant: Tenant) -> None:
    first = put(tenant, BOTH, over=0)
    put(tenant, rules(REST), over=1)

    third = publish.again(first, over=2, author="ben@acme.example", now=NOON)

    assert (third.number, third.restored_from, third.note) == (3, 1, "Back to version 1")
    assert published.rules(tenant) == BOTH
    assert drafting.rules(tenant) == rules(REST)


def test_who_looked_at_an_older_version_has_to_look_again(tenant: Tenant) -> None:
    put(tenant, BOTH, over=0)

    with pytest.raises(Overtaken):
        put(tenant, rules(REST), over=0)

    assert published.rules(tenant) == BOTH


@pytest.mark.parametrize("change", ["UPDATE routing_version SET note = ''", "DELETE FROM routing_version"])
def test_what_was_published_cannot_be_changed_or_deleted(tenant: Tenant, change: str) -> None:
    put(tenant, BOTH, over=0)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_rules_that_cannot_be_read_do_not_stop_leads(tenant: Tenant) -> None:
    Version.objects.create(tenant=tenant, number=1, rules={"schema_version": 99}, author="", published_at=NOON)

    assert published.compiled(tenant).first(lead()) is CATCH_ALL


def test_a_rule_moves_up_and_down_and_not_beyond_the_ends(tenant: Tenant) -> None:
    drafting.replace(tenant, rules(rule("a"), rule("b"), rule("c")))

    def order() -> str:
        return "".join(drafting.rows(tenant).values_list("name", flat=True))

    def row(name: str) -> DraftRule:
        return DraftRule.objects.get(name=name)

    assert drafting.move(row("c"), by=-1)
    assert order() == "acb"
    assert drafting.move(row("a"), by=1)
    assert order() == "cab"
    assert not drafting.move(row("c"), by=-1)
    assert not drafting.move(row("b"), by=1)
    assert order() == "cab"


def test_a_draft_survives_its_table(tenant: Tenant) -> None:
    drafting.replace(tenant, BOTH)

    assert drafting.rules(tenant) == BOTH
    assert drafting.last_position(tenant) == 3
