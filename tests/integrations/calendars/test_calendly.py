"""Calendly: the contract, and what is Calendly's own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from apps.integrations.calendars.base import Deleted, Gone, Meeting, Occupied, Offer
from apps.integrations.calendars.calendly import BookingPage, Calendar
from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http
from tests.contracts.calendars import HALF_AN_HOUR, MEETING, NOON, CalendarContract, at_another_time, known
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer
from tests.contracts.renewal import RenewalContract
from tests.sandbox.outside import Outside

SAMPLES = Path(__file__).parents[2] / "samples"
TYPE = {"resource": {"uri": "https://api.calendly.com/event_types/T1", "duration": 30}}
ME = {"resource": {"uri": "https://api.calendly.com/users/FAKEUSER0001"}}


def sample(name: str) -> Any:
    return orjson.loads((SAMPLES / name).read_bytes())


class TestCalendly(CalendarContract):
    vendor = "calendly"
    books_at = "invitees"

    def calendar(self, url: str, http: Http, **settings: object) -> Calendar:
        values = {"token": "eyJ.x", "base_url": url, "calendar_id": "T1"} | settings
        # An event type has no address of e-mail.
        values["calendar_id"] = str(values["calendar_id"]).partition("@")[0]
        return Calendar(BookingPage.model_validate(values), http)

    def at(self, peer: Peer) -> Calendar:
        return self.calendar(peer.url, http_to(peer.url))

    @pytest.fixture(autouse=True)
    def before_it(self, outside: Outside) -> None:
        """Calendly books nothing in the past, whenever these tests run."""
        outside.post("/clock", json={"now": "2026-11-28T12:00:00Z"})

    def test_a_booking_is_sent_as_in_the_sample(self, peer: Peer) -> None:
        peer.replies(201, sample("calendly_create_invitee_201.json"))
        calendar = self.calendar(peer.url, http_to(peer.url), location="google_conference")

        entry = calendar.insert(MEETING)

        [request] = peer.requests
        told, wanted = orjson.loads(request.body), sample("calendly_create_invitee_request.json")
        assert (request.method, request.path) == ("POST", "/invitees")
        assert request.headers["authorization"] == "Bearer eyJ.x"
        assert set(told) == set(wanted) - {"questions_and_answers"}
        assert set(told["invitee"]) == set(wanted["invitee"]) - {"text_reminder_number"}
        assert (told["start_time"], told["location"]) == ("2026-12-05T18:00:00Z", wanted["location"])
        assert told["tracking"] == {"utm_source": "leadhub", "utm_content": MEETING.id}
        assert (entry.id, entry.starts_at) == ("FAKEEVENT001", NOON)

    def test_who_is_called_is_named_by_their_number(self, peer: Peer) -> None:
        peer.replies(201, sample("calendly_create_invitee_201.json"))
        calendar = self.calendar(peer.url, http_to(peer.url), location="outbound_call")

        calendar.insert(replace(MEETING, guest_phone="+12025550143"))

        told = orjson.loads(peer.requests[0].body)
        assert told["location"] == {"kind": "outbound_call", "location": "+12025550143"}

    def test_what_is_offered_is_as_long_as_the_event_type(self, peer: Peer) -> None:
        peer.replies(200, TYPE)
        peer.replies(200, sample("calendly_available_times_200.json"))
        start = datetime(2026, 11, 23, 17, tzinfo=UTC)

        offers = self.at(peer).offers(starts_at=start, ends_at=start + timedelta(hours=1))

        later = start + HALF_AN_HOUR
        assert offers == [Offer(start, later), Offer(later, later + HALF_AN_HOUR)]
        assert peer.requests[1].query == {
            "event_type": f"{peer.url}/event_types/T1",
            "start_time": "2026-11-23T17:00:00Z",
            "end_time": "2026-11-23T18:00:00Z",
        }

    def test_more_than_a_week_is_asked_for_by_the_week(self, peer: Peer) -> None:
        peer.replies(200, TYPE)
        peer.replies(200, {"collection": []})

        self.at(peer).offers(starts_at=NOON, ends_at=NOON + timedelta(days=10))

        windows = [(each.query["start_time"], each.query["end_time"]) for each in peer.requests[1:]]
        assert windows == [
            ("2026-12-05T18:00:00Z", "2026-12-12T18:00:00Z"),
            ("2026-12-12T18:00:00Z", "2026-12-15T18:00:00Z"),
        ]

    def test_a_taken_time_is_somebody_elses_after_a_look_for_ours(self, peer: Peer) -> None:
        peer.replies(400, sample("calendly_400.json"))
        peer.replies(200, ME)
        peer.replies(200, {"collection": []})

        with pytest.raises(Occupied):
            self.ask(peer)

        assert [each.method for each in peer.requests] == ["POST", "GET", "GET"]

    def test_a_plan_without_the_api_is_for_a_person(self, peer: Peer) -> None:
        peer.replies(403, {"title": "Permission Denied", "message": "Upgrade"})

        with pytest.raises(Unauthorized) as refusal:
            self.ask(peer)

        assert "paid plans" in str(refusal.value)

    def test_the_limit_of_bookings_says_when_to_come_back(self, peer: Peer) -> None:
        peer.replies(429, {"title": "Too Many Requests"})

        with pytest.raises(Unavailable) as limit:
            self.ask(peer)

        assert limit.value.retry_after_seconds == 60

    def test_nobody_is_booked_without_an_address(self, peer: Peer) -> None:
        with pytest.raises(Rejected) as refusal:
            self.at(peer).insert(replace(MEETING, guest_email=""))

        assert (refusal.value.code, peer.requests) == ("no_guest", [])

    def test_a_move_books_anew_for_the_same_guest_and_then_cancels(self, outside: Outside) -> None:
        mine = self.fresh(outside)
        before = mine.insert(MEETING)

        mine.move(bare(at_another_time(known(before))))

        first, second, third = outside.matching(calendar=mine.calendar_id)
        assert [each["kind"] for each in (first, second, third)] == [
            "calendar.booked",
            "calendar.booked",
            "calendar.cancelled",
        ]
        assert second["facts"]["fields"]["invitee"] == first["facts"]["fields"]["invitee"]
        assert third["facts"]["id"] == before.id

    def test_a_half_done_move_is_carried_through(self, outside: Outside) -> None:
        """Booked anew, and the old one still there: nothing is booked a third time."""
        mine = self.fresh(outside)
        later = bare(at_another_time(known(mine.insert(MEETING))))
        outside.break_(self.vendor, mode="reset", path="cancellation")
        with pytest.raises(Unanswered):
            mine.move(later)
        outside.delete("/faults")

        moved = mine.move(later)

        assert moved.starts_at == later.starts_at
        assert outside.seen(calendar=mine.calendar_id) == ["calendar.booked", "calendar.booked", "calendar.cancelled"]

    def test_a_move_to_a_taken_time_changes_nothing(self, outside: Outside) -> None:
        mine = self.fresh(outside)
        ours = known(mine.insert(MEETING))
        mine.insert(replace(at_another_time(MEETING), id="lh1"))

        with pytest.raises(Occupied):
            mine.move(bare(at_another_time(ours)))

        assert mine.fetch(ours).starts_at == NOON

    def test_what_its_guest_has_moved_is_found_where_it_is_now(self, outside: Outside) -> None:
        mine = self.fresh(outside)
        before = mine.insert(MEETING)
        outside.post("/calendly/_moved", json={"event": before.id, "start": "2026-12-05T20:00:00Z"}).raise_for_status()

        now = mine.fetch(known(before))

        assert (now.id != before.id, now.starts_at) == (True, NOON + timedelta(hours=2))

    def test_what_a_host_has_cancelled_is_told(self, outside: Outside) -> None:
        mine = self.fresh(outside)
        ours = known(mine.insert(MEETING))
        mine.cancel(ours)

        with pytest.raises(Deleted):
            mine.fetch(ours)
        with pytest.raises(Gone):
            mine.move(bare(at_another_time(ours)))

    def test_the_check_says_how_long_the_event_type_is(self, outside: Outside) -> None:
        assert self.fresh(outside).check() == "Connected to Calendly; the event type takes 30 minutes."


def bare(meeting: Meeting) -> Meeting:
    """As a move is told: by name and times, without words and guest."""
    return replace(meeting, title="", text="", guest_name="", guest_email="")


class TestCalendlyConsentPage(RenewalContract):
    family, vendor = "calendars", "calendly"
    values = {"calendar_id": "T1"}
