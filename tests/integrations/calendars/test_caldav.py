"""CalDAV: the contract, and what its servers may answer."""

from dataclasses import replace
from datetime import UTC, datetime

import icalendar
import pytest

from apps.integrations.calendars.base import Busy, Gone
from apps.integrations.calendars.caldav import Calendar, Collection
from apps.integrations.errors import Rejected, Unanswered, Unavailable
from apps.integrations.http import Http
from tests.contracts.calendars import DAY, HALF_AN_HOUR, MEETING, NOON, CalendarContract
from tests.contracts.peer import Peer
from tests.sandbox.outside import Outside

FREE_BUSY = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Server//EN
BEGIN:VFREEBUSY
DTSTAMP:20261120T000000Z
FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261205T200000Z/PT1H
FREEBUSY:20261205T180000Z/20261205T183000Z,20261205T190000Z/20261205T193000Z
FREEBUSY;FBTYPE=FREE:20261205T120000Z/PT2H
END:VFREEBUSY
END:VCALENDAR
"""


def event(*lines: str, uid: str = MEETING.id) -> str:
    times = "DTSTART;TZID=America/Chicago:20261205T120000\r\nDTEND:20261205T183000Z"
    parts = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        times,
        *lines,
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join([*parts, ""])


class TestCalDav(CalendarContract):
    vendor = "caldav"

    def calendar(self, url: str, http: Http, **settings: object) -> Calendar:
        values = {"base_url": url, "calendar_id": "sales", "username": "rep", "password": "p"} | settings
        return Calendar(Collection.model_validate(values), http)

    def fresh(self, outside: Outside, **settings: object) -> Calendar:
        made = super().fresh(outside, **settings)
        http = Http(frozenset([outside.url]))
        return self.calendar(f"{outside.url}/caldav/events", http, calendar_id=made.calendar_id, **settings)

    @pytest.mark.parametrize("calendar_id", ["missing@example.com", "broken@example.com"])
    def test_a_calendar_that_can_not_be_read_is_never_free(self, outside: Outside, calendar_id: str) -> None:
        http = Http(frozenset([outside.url]))
        unreadable = self.calendar(f"{outside.url}/caldav/events", http, calendar_id=calendar_id)

        with pytest.raises((Gone, Unanswered)):
            self.taken(unreadable)

    @pytest.mark.parametrize("url", ["http://cal.example.com", "https://x@10.0.0.1", "file:///", "x"])
    def test_appointments_go_to_the_vendor_and_nowhere_else(self, url: str) -> None:
        with pytest.raises(Rejected):
            self.calendar(url, Http())

    def test_a_private_server_is_not_called(self) -> None:
        with pytest.raises(Rejected):
            self.taken(self.calendar("https://127.0.0.1/dav", Http()))

    def test_an_appointment_is_put_where_there_was_none(self, peer: Peer) -> None:
        peer.replies(201)

        self.at(peer).insert(MEETING)

        [request] = peer.requests
        assert (request.method, request.path) == ("PUT", f"/sales/{MEETING.id}.ics")
        assert request.headers["if-none-match"] == "*"
        [told] = icalendar.Calendar.from_ical(request.body).walk("VEVENT")
        assert (str(told["UID"]), str(told["SUMMARY"])) == (MEETING.id, MEETING.title)
        assert (told.decoded("DTSTART"), told.decoded("DTEND")) == (NOON, NOON + HALF_AN_HOUR)
        assert str(told["ATTENDEE"]) == f"mailto:{MEETING.guest_email}"

    def test_a_leads_name_is_one_line(self, peer: Peer) -> None:
        peer.replies(201)

        self.at(peer).insert(replace(MEETING, guest_name='Jane"\r\nSTATUS:CANCELLED', title="x\r\nSTATUS:CANCELLED"))

        [told] = icalendar.Calendar.from_ical(peer.requests[0].body).walk("VEVENT")
        assert "STATUS" not in told

    def test_all_that_is_not_free_is_taken(self, peer: Peer) -> None:
        peer.replies(200, FREE_BUSY, {"Content-Type": "text/calendar"})

        taken = self.at(peer).busy(starts_at=DAY[0], ends_at=DAY[1])

        at = [datetime(2026, 12, 5, hour, tzinfo=UTC) for hour in (18, 19, 20)]
        assert taken == [
            Busy(at[0], at[0] + HALF_AN_HOUR),
            Busy(at[1], at[1] + HALF_AN_HOUR),
            Busy(at[2], at[2] + 2 * HALF_AN_HOUR),
        ]
        assert b'start="20261205T120000Z" end="20261206T000000Z"' in peer.requests[0].body

    def test_times_in_a_zone_are_read(self, peer: Peer) -> None:
        peer.replies(200, event("STATUS:CONFIRMED"))

        assert self.at(peer).fetch(MEETING).starts_at == NOON

    @pytest.mark.parametrize("status", ["CANCELLED", "cancelled"])
    def test_what_a_person_cancelled_is_gone(self, peer: Peer, status: str) -> None:
        peer.replies(200, event(f"STATUS:{status}"))

        with pytest.raises(Gone):
            self.at(peer).fetch(MEETING)

    @pytest.mark.parametrize(
        "body",
        [
            "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
            event(uid="else"),
            event().replace("183000Z", "183000"),
            "BEGIN:VEVENT",
        ],
    )
    def test_an_event_that_makes_no_sense_is_none(self, peer: Peer, body: str) -> None:
        peer.replies(200, body)

        with pytest.raises(Unanswered):
            self.at(peer).fetch(MEETING)

    def test_what_others_wrote_into_it_stays(self, peer: Peer) -> None:
        peer.replies(200, event("LOCATION:Roof", "SEQUENCE:4"), {"ETag": '"v4"'})
        peer.replies(204)

        self.at(peer).move(replace(MEETING, starts_at=NOON + HALF_AN_HOUR, ends_at=NOON + 2 * HALF_AN_HOUR))

        put = peer.requests[1]
        [told] = icalendar.Calendar.from_ical(put.body).walk("VEVENT")
        assert (str(told["LOCATION"]), told.decoded("SEQUENCE")) == ("Roof", 5)
        assert put.headers["if-match"] == '"v4"'

    def test_who_was_quicker_is_not_overwritten(self, peer: Peer) -> None:
        peer.replies(200, event(), {"ETag": '"v4"'})
        peer.replies(412)

        with pytest.raises(Unavailable):
            self.at(peer).move(replace(MEETING, starts_at=NOON + HALF_AN_HOUR, ends_at=NOON + 2 * HALF_AN_HOUR))
