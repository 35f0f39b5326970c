"""Recordings are deleted when their days are over: file, row, and the carrier's copy; the timeline says so."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from pytest_django.fixtures import Settings

from apps.calls.models import Call, Conversation, Recording
from apps.core import clock
from apps.leads.models import Event, Lead
from apps.outreach import retention
from apps.outreach.models import Step
from apps.outreach.sweep import Sweeper
from apps.tenants import access
from apps.tenants.models import Tenant
from leadhub import recordings as places
from tests import conversed, sold

from .conftest import Office


@pytest.fixture
def lead(office: Office) -> Lead:
    office.connect("telephony")
    return office.lead()


def a_call(office: Office, lead: Lead) -> Call:
    with access.as_tenant(office.tenant.pk):
        hours = 1 + Call.objects.count()  # the same number is called once in ten minutes
    return conversed.call(lead, at=clock.now() - timedelta(hours=hours), connection=office.connections["telephony"])


def talked(office: Office, lead: Lead, *, days_ago: float) -> Conversation:
    call, at = a_call(office, lead), clock.now() - timedelta(days=days_ago)
    return conversed.conversation(call, at=at, closed_at=at, recording=conversed.WAV)


def carriers(office: Office, lead: Lead, *, days_ago: float, **traits: Any) -> Recording:
    name = storages["recordings"].save("1/rep.wav", ContentFile(conversed.WAV))
    with access.as_tenant(office.tenant.pk):
        return Recording.objects.create(
            tenant=office.tenant,
            lead=lead,
            call=a_call(office, lead),
            connection=office.connections["telephony"],
            provider_id=f"RE{Recording.objects.count():032}",
            made_at=clock.now() - timedelta(days=days_ago),
            **({"name": name} | traits),
        )


def deleted(office: Office) -> int:
    """What the sweeper promises is carried out; gives how many recordings went."""
    before = sum(map(bool, names(office)))
    retention.promise(now=clock.now())
    for step in office.all(Step, kind="retention", state="ready"):
        assert office.carry_out(step).state == "done"
        office.set(step, key=f"test:{step.pk}")  # another slot of time has come
    return before - sum(map(bool, names(office)))


def names(office: Office) -> list[str]:
    with access.as_tenant(office.tenant.pk):
        talks = Conversation.objects.order_by("pk").values_list("recording", flat=True)
        return [*talks, *Recording.objects.order_by("pk").values_list("name", flat=True)]


def test_what_is_younger_than_its_days_stays(office: Office, lead: Lead) -> None:
    kept = talked(office, lead, days_ago=89.9)
    carriers(office, lead, days_ago=89.9)

    assert deleted(office) == 0
    assert all(names(office))
    assert storages["recordings"].exists(kept.recording)


def test_an_old_conversation_loses_its_file_and_keeps_its_words(office: Office, lead: Lead) -> None:
    old = talked(office, lead, days_ago=90.1)

    assert deleted(office) == 1

    assert (names(office), storages["recordings"].exists(old.recording)) == ([""], False)
    [told] = office.all(Event, kind="recording.deleted")
    assert (told.facts["reason"], told.facts["call"]) == ("its days are over", str(old.call_id))
    with access.as_tenant(office.tenant.pk):
        assert Conversation.objects.get().turns.exists()


def test_the_tenant_s_own_days_count(office: Office, lead: Lead) -> None:
    office.play(recording_days=7)
    talked(office, lead, days_ago=6)
    talked(office, lead, days_ago=8)

    deleted(office)

    assert [bool(name) for name in names(office)] == [True, False]


@pytest.mark.parametrize(
    ("days", "kept"), [(3, [True, False, False]), (0, [True, True, False]), (30, [True, True, False])]
)
def test_the_plan_keeps_none_longer_than_it_says(office: Office, lead: Lead, days: int, kept: list[bool]) -> None:
    office.play(recording_days=7)
    sold.plan(office.tenant, recording_days=days)
    for days_ago in (2, 6, 8):
        talked(office, lead, days_ago=days_ago)

    deleted(office)

    assert [bool(name) for name in names(office)] == kept


def test_what_a_carrier_recorded_goes_too(office: Office, lead: Lead) -> None:
    old = carriers(office, lead, days_ago=91, is_at_carrier=False)

    deleted(office)

    assert (names(office), storages["recordings"].exists(old.name)) == ([""], False)
    assert office.all(Step, kind="recording") == []


def test_one_that_never_came_is_deleted_at_the_carrier(office: Office, lead: Lead) -> None:
    carriers(office, lead, days_ago=91, name="")
    deleted(office)
    office.peer.replies(204)

    [step] = office.all(Step, kind="recording")
    assert office.carry_out(step).state == "done"

    assert [each.method for each in office.peer.requests] == ["DELETE"]
    with access.as_tenant(office.tenant.pk):
        assert not Recording.objects.get().is_at_carrier


def test_twice_is_harmless_and_told_once(office: Office, lead: Lead) -> None:
    talked(office, lead, days_ago=91)
    carriers(office, lead, days_ago=91)

    assert [deleted(office), deleted(office)] == [2, 0]
    assert len(office.all(Event, kind="recording.deleted")) == 2


def test_a_file_that_is_gone_already_stops_nothing(office: Office, lead: Lead) -> None:
    storages["recordings"].delete(talked(office, lead, days_ago=91).recording)
    talked(office, lead, days_ago=92)

    assert deleted(office) == 2


def test_sweepers_look_after_it_by_one_step_a_tenant(office: Office, lead: Lead) -> None:
    talked(office, lead, days_ago=91)

    for _ in range(2):
        Sweeper(threads=1, clock=clock.now).look_after()

    assert len(office.all(Step, kind="retention")) == 1


def test_a_tenant_without_old_ones_owes_nothing(office: Office, lead: Lead) -> None:
    talked(office, lead, days_ago=1)

    assert retention.promise(now=clock.now()) == 0


def test_another_tenants_days_are_its_own(office: Office, lead: Lead) -> None:
    talked(office, lead, days_ago=91)
    rival = Tenant.objects.create(slug="rival", name="Rival Solar")

    assert retention.delete_old(rival.pk, clock=clock.now)
    assert all(names(office))


def test_a_storage_that_is_away_keeps_everything_for_later(office: Office, lead: Lead, settings: Settings) -> None:
    talked(office, lead, days_ago=91)
    unreadable = Path(storages["recordings"].path("")) / "a file"
    unreadable.write_text("no folder")
    settings.STORAGES = {**settings.STORAGES, "recordings": places.storage("", str(unreadable))}
    retention.promise(now=clock.now())
    [step] = office.all(Step, kind="retention")

    step = office.carry_out(step)

    assert (step.state, step.last_error) == ("ready", "the storage of recordings does not answer")
    assert all(names(office))
