"""Our own entry is known by its id, whatever else a calendar says; this one is scripted, to be back in time."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from apps.appointments.models import Appointment
from apps.appointments.results import Booked, Pending, Slot, SlotTaken
from apps.integrations import catalog
from apps.integrations.calendars import _google_rest
from apps.leads.models import Lead
from apps.tenants import access
from tests.contracts.peer import Peer

from .conftest import Practice

TIMES = {"start": {"dateTime": "2026-11-30T15:30:00Z"}, "end": {"dateTime": "2026-11-30T16:00:00Z"}}


@pytest.fixture
def slot(practice: Practice, jane: Lead) -> Slot:
    """Held: so its appointment, and with it the id in the calendar, is there."""
    first = practice.find(jane)[0]
    practice.hold(jane, first)
    return first


@pytest.fixture
def peer(practice: Practice, slot: Slot) -> Iterator[Peer]:
    """From here on it is the calendar; it lets us in."""
    with Peer() as made, override_settings(LEADHUB_TRUSTED_ORIGINS=[made.url]):
        catalog.http.cache_clear()
        with access.as_tenant(practice.tenant.pk):
            practice.connection.settings["base_url"] = made.url
            practice.connection.save()
        made.replies(200, {"access_token": "ya29.x"})
        yield made
    _google_rest._TOKENS.clear()


def free_busy(practice: Practice, *, is_taken: bool) -> dict[str, object]:
    span = {"start": "2026-11-30T15:30:00Z", "end": "2026-11-30T16:00:00Z"}
    return {"calendars": {practice.calendar: {"busy": [span] if is_taken else []}}}


def our_entry(practice: Practice) -> dict[str, object]:
    with access.as_tenant(practice.tenant.pk):
        return {"id": Appointment.objects.get().meeting_id, **TIMES}


def methods(peer: Peer) -> list[str]:
    """How the calendar was asked, without the log-in."""
    return [each.method for each in peer.requests[1:]]


def test_a_lost_answer_is_looked_up_while_the_lead_waits(
    practice: Practice, jane: Lead, slot: Slot, peer: Peer
) -> None:
    peer.replies(200, free_busy(practice, is_taken=False))
    peer.reset()
    peer.replies(200, our_entry(practice))

    came = practice.book(jane, slot)

    assert isinstance(came, Booked)
    assert methods(peer) == ["POST", "POST", "GET"]


def test_a_time_that_is_busy_with_our_own_entry_is_ours(practice: Practice, jane: Lead, slot: Slot, peer: Peer) -> None:
    """A step and a call may finish the same booking at the same moment."""
    peer.replies(200, free_busy(practice, is_taken=True))
    peer.replies(200, our_entry(practice))

    assert isinstance(practice.book(jane, slot), Booked)


def test_a_time_that_is_busy_otherwise_is_not(practice: Practice, jane: Lead, slot: Slot, peer: Peer) -> None:
    peer.replies(200, free_busy(practice, is_taken=True))
    peer.replies(404, {"error": {"errors": [{"reason": "notFound"}]}})

    assert isinstance(practice.book(jane, slot), SlotTaken)


def test_before_a_second_try_the_calendar_is_asked_for_the_first(
    practice: Practice, jane: Lead, slot: Slot, peer: Peer
) -> None:
    """Google does not promise to notice at once that it has an id already."""
    peer.replies(503, "no")
    peer.replies(200, our_entry(practice))
    first = practice.book(jane, slot)

    second = practice.book(jane, slot)

    assert (type(first), type(second)) == (Pending, Booked)
    assert methods(peer) == ["POST", "GET"]
