"""Salesforce's calendar: the contract, and what is Salesforce's own."""

from hashlib import sha256
from typing import Any

import pytest

from apps.integrations.calendars.base import Busy, Deleted
from apps.integrations.calendars.salesforce import Calendar, Desk
from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Http
from apps.integrations.wire import salesforce
from apps.integrations.wire.salesforce import Token
from tests.contracts.calendars import DAY, HALF_AN_HOUR, MEETING, NOON, CalendarContract
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer
from tests.contracts.renewal import RenewalContract

KEYS = {"client_id": "c", "client_secret": "s"}
DATA = "/services/data/v66.0"
EVENT_ID = "00UFAKE000000001AAA"


def user_id(name: str) -> str:
    """A user for any name; two names say what the sandbox does with theirs."""
    for word in ("missing", "broken"):
        if name.startswith(word):
            return f"005{word.upper():0<12}AAA"
    return f"005{sha256(name.encode()).hexdigest()[:12]}AAA"


def rows(*found: dict[str, object], done: bool = True) -> dict[str, object]:
    return {"totalSize": len(found), "done": done, "records": list(found)}


def event(**changes: object) -> dict[str, object]:
    times = {"StartDateTime": "2026-12-05T18:00:00.000+0000", "EndDateTime": "2026-12-05T18:30:00.000+0000"}
    return {"Id": EVENT_ID, **times, "IsAllDayEvent": False, "IsDeleted": False} | changes


def logged_in(calendar: Calendar, url: str) -> Calendar:
    """With a session already, so that a peer sees only what the test is about."""
    salesforce._TOKENS[calendar._session._key] = Token("00D!known", url)
    return calendar


class TestSalesforce(CalendarContract):
    vendor = "salesforce"
    books_at = "sobjects/Event"

    def calendar(self, url: str, http: Http, **settings: object) -> Calendar:
        values: dict[str, Any] = KEYS | {"base_url": url, "calendar_id": "rep@example.com"} | settings
        name = str(values["calendar_id"])
        # The sandbox's org is everybody's, and so is the contract's one meeting: a calendar of its own has its own key.
        key = {"key_field": f"Key_{user_id(name)}__c"} if name.startswith("c-") else {}
        values |= {"calendar_id": user_id(name)} | key
        return Calendar(Desk.model_validate(values), http)

    def at(self, peer: Peer) -> Calendar:
        return logged_in(self.calendar(peer.url, http_to(peer.url)), peer.url)

    def with_zone(self, peer: Peer, zone: str) -> Calendar:
        return logged_in(self.calendar(peer.url, http_to(peer.url), zone=zone), peer.url)

    def test_an_appointment_is_the_users_and_takes_their_time(self, peer: Peer) -> None:
        peer.replies(200, rows())
        peer.replies(201, {"id": EVENT_ID, "success": True, "errors": []})

        entry = self.at(peer).insert(MEETING)

        asked = peer.requests[-1]
        assert (asked.method, asked.path) == ("PATCH", f"{DATA}/sobjects/Event/LeadHub_Id__c/{MEETING.id}")
        assert asked.json == {
            "Subject": MEETING.title,
            "Description": MEETING.text,
            "OwnerId": user_id("rep@example.com"),
            "ShowAs": "Busy",
            "StartDateTime": "2026-12-05T18:00:00Z",
            "EndDateTime": "2026-12-05T18:30:00Z",
        }
        assert entry.url == f"{peer.url}/lightning/r/Event/{EVENT_ID}/view"

    def test_silence_about_a_booking_is_no_second_booking(self, peer: Peer) -> None:
        peer.replies(200, rows())
        peer.hang()

        with pytest.raises(Unanswered):
            self.at(peer).insert(MEETING)

        assert [each.method for each in peer.requests] == ["GET", "PATCH"]

    def test_what_lies_in_the_bin_is_not_booked_again(self, peer: Peer) -> None:
        peer.replies(200, rows(event(IsDeleted=True)))

        with pytest.raises(Deleted):
            self.at(peer).insert(MEETING)

        assert peer.requests[0].path == f"{DATA}/queryAll"
        assert len(peer.requests) == 1

    def test_a_living_one_counts_before_one_in_the_bin(self, peer: Peer) -> None:
        peer.replies(200, rows(event(IsDeleted=True, Id="00UFAKE000000002AAA"), event()))

        assert self.at(peer).fetch(MEETING).url.endswith(f"{EVENT_ID}/view")

    def test_a_user_whom_nobody_knows_is_never_free(self, peer: Peer) -> None:
        peer.replies(200, rows())

        with pytest.raises(Rejected, match="no active user"):
            self.taken(self.at(peer))

    def test_more_than_can_be_told_at_once_is_never_free(self, peer: Peer) -> None:
        peer.replies(200, rows({"Id": "005"}))
        peer.replies(200, rows(event(), done=False))

        with pytest.raises(Unanswered):
            self.taken(self.at(peer))

    @pytest.mark.parametrize(
        ("zone", "begins"), [("", "2026-12-05T00:00:00+00:00"), ("America/Chicago", "2026-12-05T00:00:00-06:00")]
    )
    def test_an_all_day_event_is_the_day_of_the_calendars_zone(self, peer: Peer, zone: str, begins: str) -> None:
        midnight = "2026-12-05T00:00:00.000+0000"
        peer.replies(200, rows({"Id": "005"}))
        peer.replies(200, rows(event(StartDateTime=midnight, EndDateTime=midnight, IsAllDayEvent=True)))

        [busy] = self.taken(self.with_zone(peer, zone))

        assert busy.starts_at.isoformat() == begins
        assert (busy.ends_at - busy.starts_at).days == 1

    def test_what_only_touches_the_window_is_not_in_it(self, peer: Peer) -> None:
        before = event(StartDateTime="2026-12-05T11:00:00Z", EndDateTime="2026-12-05T12:00:00Z")
        peer.replies(200, rows({"Id": "005"}))
        peer.replies(200, rows(before, event()))

        assert self.taken(self.at(peer)) == [Busy(NOON, NOON + HALF_AN_HOUR)]
        assert DAY[0].isoformat() == "2026-12-05T12:00:00+00:00"


class TestSalesforceConsentPage(RenewalContract):
    family, vendor = "calendars", "salesforce"
    values = {"calendar_id": user_id("rep@example.com")}
