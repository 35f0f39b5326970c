"""Two calls that want one time, at every vendor: one books it, the other is offered the next."""

import itertools
from collections.abc import Iterator

import pytest

from apps.appointments.results import Booked, Slot, SlotTaken
from apps.core import plugins
from apps.integrations import calendars, catalog
from apps.integrations.calendars.base import Offering
from apps.outreach import kit
from tests.sandbox.outside import Outside

from .conftest import practice_with
from .test_booking import at_once

# What each wants to be told beside its calendar; a vendor that is not here fails these tests.
ACCOUNTS = {
    "calcom": {"api_key": "cal_live_x"},
    "calendly": {"token": "eyJ.x"},
    "caldav": {"username": "rep", "password": "secret"},
    "google": {"client_id": "c", "client_secret": "s", "refresh_token": "r"},
    "hubspot": {"access_token": "pat", "owner_id": "77"},
    "microsoft": {"directory_id": "acme.example", "client_id": "c", "client_secret": "s"},
    "salesforce": {"client_id": "c", "client_secret": "s"},
}
VENDORS = plugins.names(calendars)
REFUSING = [each for each in VENDORS if issubclass(catalog.vendor_class("calendars", each), Offering)]
# Numbers, for whom a calendar has no other name.
_fresh = (f"{n}" for n in itertools.count(7_000_000))


@pytest.fixture(autouse=True)
def morning(transactional_db: None, trusted: None, outside: Outside) -> Iterator[None]:
    """The world's clock stands before the times that are booked, whenever these tests run."""
    kit.forget()
    outside.post("/clock", json={"now": "2026-11-30T14:00:00Z"})
    yield
    kit.forget()


def account_at(vendor: str, outside: Outside) -> dict[str, str]:
    name = next(_fresh)
    places = {"caldav": {"base_url": f"{outside.url}/caldav/events"}, "hubspot": {"page": f"rep-{name}"}}
    return (
        ACCOUNTS[vendor]
        | {"calendar_id": f"005{name:0>12}" if vendor == "salesforce" else name}
        | places.get(vendor, {})
    )


def others(came: list[object]) -> tuple[Slot, ...]:
    """What the one who was too late is offered, where one has booked and one was too late."""
    assert sorted(type(each).__name__ for each in came) == ["Booked", "SlotTaken"]
    return next(each.others for each in came if isinstance(each, SlotTaken))


@pytest.mark.parametrize("vendor", VENDORS)
def test_two_leads_at_once_are_one_booking_and_an_offer_of_the_next_time(vendor: str, outside: Outside) -> None:
    practice = practice_with(vendor, account_at(vendor, outside), outside, "summit")
    one, other = practice.lead(email="one@example.com"), practice.lead(email="other@example.com")
    first, second, *_ = practice.find(one)

    came = at_once(lambda: practice.book(one, first), lambda: practice.book(other, first))

    assert others(came)[0].starts_at == second.starts_at
    assert len(practice.journal()) == 1


@pytest.mark.parametrize("vendor", REFUSING)
def test_a_vendor_that_refuses_overlaps_settles_it_between_strangers(vendor: str, outside: Outside) -> None:
    """Two companies of ours share the calendar and no hold: only the vendor knows both."""
    account = account_at(vendor, outside)
    one, other = (practice_with(vendor, account, outside, slug) for slug in ("summit", "valley"))
    lead, rival = one.lead(email="one@example.com"), other.lead(email="other@example.com")
    first, second, *_ = one.find(lead)
    theirs = Slot(other.connection.pk, first.starts_at, first.ends_at, first.spoken)

    came = at_once(lambda: one.book(lead, first), lambda: other.book(rival, theirs))

    assert others(came)[0].starts_at == second.starts_at
    assert len(one.journal()) == 1


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_booked_time_can_be_moved_and_given_up(vendor: str, outside: Outside) -> None:
    practice = practice_with(vendor, account_at(vendor, outside), outside, "summit")
    lead = practice.lead(email="one@example.com")
    appointment = practice.booked(lead)
    later = practice.find(lead)[2]

    moved = practice.move(appointment, later)
    given_up = practice.cancel(appointment)

    assert isinstance(moved, Booked)
    assert (appointment.starts_at, appointment.state) == (later.starts_at, "cancelled")
    assert type(given_up).__name__ == "Cancelled"
    assert later.starts_at in {slot.starts_at for slot in practice.find(lead)}


@pytest.mark.parametrize("vendor", REFUSING)
def test_a_calendar_of_another_length_says_so_where_a_person_looks(vendor: str, outside: Outside) -> None:
    practice = practice_with(vendor, account_at(vendor, outside), outside, "summit")
    lead = practice.lead()

    assert practice.find_nothing(lead, minutes=45)

    assert practice.reasons(lead) == ["the calendar's appointments take 30 minutes, the script's 45"]
