"""A rule asks for a cadence by its name: it is followed to the last rung, or the timeline says why not."""

import pytest

from apps.core import clock
from apps.leads.models import Lead
from apps.outreach.cadence.history import Wish
from apps.outreach.cadence.ladder import After, Ladder, Rung
from apps.outreach.models import Step
from apps.tenants import access

from .conftest import Office
from .test_follow_up import facts, first, follow, lead_of, missed, pending, publish

__all__ = ["first"]
GENTLE = Ladder(rungs=[Rung(delay=After(minutes=60)), Rung(delay=After(minutes=1_440))])


def routed(office: Office, **actions: object) -> Lead:
    """The lead, as the intake left it whose rule wants this."""
    lead = lead_of(office)
    with access.as_tenant(office.tenant.pk):
        lead.tell("lead.routed", at=clock.now(), rule="web", actions=actions)
    return lead


def waits(office: Office) -> list[str]:
    return [each["why"] for each in facts(office, "cadence.planned")]


def test_a_rules_cadence_is_followed_from_the_first_rung_to_the_last(office: Office, first: Step) -> None:
    publish(office, GENTLE, name="Gentle")
    routed(office, cadence="Gentle")

    missed(office, first)
    for _ in GENTLE.climb():
        missed(office, pending(office)[0])

    assert waits(office) == ["1 h after the attempt before", "1 day after the attempt before"]
    assert [each["cadence"] for each in facts(office, "cadence.planned")] == ["Gentle", "Gentle"]
    assert len(facts(office, "cadence.ended")) == 1
    assert facts(office, "cadence.unavailable") == []


def test_without_a_name_a_named_cadence_is_nobodys(office: Office, first: Step) -> None:
    publish(office, GENTLE, name="Gentle")
    routed(office, priority="first")

    missed(office, first)

    assert waits(office) == ["15 min after the attempt before"]


@pytest.mark.parametrize("kept", [{"name": "Gentle", "is_active": False}, {"name": "Patient"}])
def test_a_name_that_is_not_in_use_falls_back_to_the_usual_and_the_timeline_says_so(
    office: Office, first: Step, kept: dict[str, object]
) -> None:
    publish(office, GENTLE, **kept)
    publish(office, Ladder(rungs=[Rung(delay=After(minutes=20), times=2)]))
    routed(office, cadence="Gentle")

    missed(office, first)
    missed(office, pending(office)[0])

    assert waits(office) == ["20 min after the attempt before"] * 2
    assert facts(office, "cadence.unavailable") == [{"name": "Gentle"}]


def test_who_is_on_it_stays_on_it_when_it_is_switched_off(office: Office, first: Step) -> None:
    gentle = publish(office, GENTLE, name="Gentle")
    routed(office, cadence="Gentle")
    missed(office, first)

    office.set(gentle, is_active=False)
    missed(office, pending(office)[0])

    assert waits(office)[-1] == "1 day after the attempt before"


def test_who_asked_for_a_call_comes_back_to_their_rules_cadence(office: Office, first: Step) -> None:
    publish(office, GENTLE, name="Gentle")
    lead = routed(office, cadence="Gentle", answered_by="nobody")
    follow(office, "after_wish", lead, Wish(clock.now(), "call me after five"))

    missed(office, pending(office)[0])

    assert waits(office)[-1] == "1 h after the attempt before"
