"""The demo's thirty days played through by other cadences: exactly those are listed whom the change moves."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db.models import Count, F

from apps.calls.models import Call
from apps.compliance import library
from apps.leads.models import Event, Lead
from apps.outreach import what_if
from apps.outreach.cadence.ladder import After, Ladder
from apps.outreach.models import Cadence
from apps.outreach.shelf import Shelf
from apps.outreach.what_if import Question
from apps.routing import published
from apps.routing.looking_back import Changed, Portion
from apps.sandbox import open_hours
from apps.tenants.models import Tenant

from .test_seeded_rules import NOW, seeded, tenant

__all__ = ["seeded", "tenant"]
# By so much the demo's usual first rung comes sooner.
SOONER = 4
pytestmark = [pytest.mark.django_db, pytest.mark.long]


def asked(tenant: Tenant, name: str, **changes: object) -> list[Portion]:
    """By rules and hours as the demo's past had them, and that cadence changed."""
    library.load(open_hours.rules())
    shelf, cadence = Shelf.of(tenant.pk), Cadence.objects.for_tenant(tenant).get(name=name)
    former = shelf.ladder(name, source_id=0)
    changed = shelf.having(cadence, Ladder.model_validate(former.model_dump() | changes))
    question = Question(tenant, published.compiled(tenant), shelf, changed)
    return list(what_if.portions(question, now=NOW))


def moved(portions: Iterable[Portion]) -> list[Changed]:
    return [each for portion in portions for each in portion.changed]


def sooner(tenant: Tenant, name: str) -> list[dict[str, object]]:
    """That cadence's rungs, the first of them sooner; one of the next morning comes within minutes."""
    first, *rest = Shelf.of(tenant.pk).ladder(name, source_id=0).model_dump()["rungs"]
    minutes = first["delay"].get("minutes", 15) - SOONER
    return [first | {"delay": After(minutes=minutes).model_dump()}, *rest]


def planned(name: str) -> dict[UUID, datetime]:
    """Whose first retry was planned by that cadence, and when it was to be."""
    told = Event.objects.filter(kind="cadence.planned", facts__position=1, facts__cadence=name)
    return {each.lead_id: datetime.fromisoformat(each.facts["due_at"]) for each in told}


def reached_before(due: dict[UUID, datetime]) -> set[UUID]:
    stops = Event.objects.filter(kind="cadence.stopped").exclude(facts__reason="answered")
    return {each.lead_id for each in stops if each.lead_id in due and each.occurred_at <= due[each.lead_id]}


def test_unchanged_cadences_make_no_difference(tenant: Tenant) -> None:
    portions = asked(tenant, "")

    assert sum(portion.seen for portion in portions) == Lead.objects.count()
    assert moved(portions) == []


def test_a_change_that_touches_nobody_makes_no_difference_although_all_is_planned_anew(tenant: Tenant) -> None:
    assert moved(asked(tenant, "", most_calls=20)) == []


def test_a_changed_first_rung_lists_exactly_those_who_were_tried_again_by_it(tenant: Tenant) -> None:
    due = {lead: at - timedelta(minutes=SOONER) for lead, at in planned("").items()}

    found = moved(asked(tenant, "", rungs=sooner(tenant, "")))

    assert due
    assert {each.lead.pk for each in found} == due.keys() - reached_before(due)
    assert {each.how for each in found} == {"second attempt earlier", "one more: a second attempt"}


def test_what_was_planned_by_the_cadence_in_force_agrees_with_the_timelines(tenant: Tenant) -> None:
    told = Event.objects.filter(kind="cadence.planned", facts__position=1, facts__cadence="")
    clocks = {each.lead_id: each.facts["local_time"].rpartition(" ")[2] for each in told}

    moved_up = [each for each in moved(asked(tenant, "", rungs=sooner(tenant, ""))) if each.how.endswith("earlier")]

    assert moved_up
    assert all(each.says.endswith(f" {clocks[each.lead.pk]}") for each in moved_up)


@pytest.mark.parametrize("tenant", ["acme"], indirect=True)
def test_a_named_cadence_moves_only_those_whose_rule_asks_for_it(tenant: Tenant) -> None:
    found = {each.lead.pk for each in moved(asked(tenant, "Gentle", rungs=sooner(tenant, "Gentle")))}

    assert set() != found <= planned("Gentle").keys()
    assert found.isdisjoint(planned(""))


def test_who_did_not_answer_was_tried_again_and_each_attempt_says_why(tenant: Tenant) -> None:
    calls = Call.objects.values("lead").annotate(times=Count("pk")).values_list("times", flat=True)
    whys = Event.objects.filter(kind="cadence.planned").values_list("facts__why", flat=True)

    assert {1, 2, 3, 4} <= set(calls)
    assert all(whys)
    assert Lead.objects.filter(state="unreachable").exists()


def test_nobody_is_called_after_they_were_reached(tenant: Tenant) -> None:
    later = {"lead__events__kind": "cadence.stopped", "occurred_at__gt": F("lead__events__occurred_at")}

    assert not Event.objects.filter(kind="call.requested", **later).exists()
