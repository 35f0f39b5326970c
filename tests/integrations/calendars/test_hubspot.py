"""HubSpot's calendar: the contract, and what is HubSpot's own."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from apps.integrations.calendars.base import Deleted
from apps.integrations.calendars.hubspot import Calendar, Page, _months
from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Http
from tests.contracts.calendars import DAY, MEETING, NOON, CalendarContract
from tests.contracts.peer import Peer
from tests.contracts.renewal import RenewalContract

OBJECTS, SCHEDULER = "/crm/objects/2026-03", "/scheduler/2026-03/meetings"
CONTACT = {"results": [{"id": "3401"}]}


def user_id(name: str) -> str:
    return str(int(sha256(name.encode()).hexdigest()[:12], 16))


MARK = f"LeadHub {MEETING.id} with {user_id('rep@example.com')}"


def availability(user: str, *spans: tuple[int, int], is_offline: bool = False) -> dict[str, object]:
    busy = [{"start": start, "end": end} for start, end in spans]
    return {"allUsersBusyTimes": [{"busyTimes": busy, "isOffline": is_offline, "meetingsUser": {"userId": user}}]}


class TestHubSpot(CalendarContract):
    vendor = "hubspot"
    books_at = "meetings/calendar"

    def calendar(self, url: str, http: Http, **settings: object) -> Calendar:
        name = str(settings.pop("calendar_id", "rep@example.com"))
        page = name.partition("@")[0] if name.startswith(("missing", "broken")) else f"rep-{user_id(name)}"
        values: dict[str, Any] = {"access_token": "pat", "calendar_id": user_id(name), "owner_id": "77", "page": page}
        return Calendar(Page.model_validate(values | {"base_url": url} | settings), http)

    def test_an_appointment_is_asked_of_the_user_and_hangs_on_the_contact(self, peer: Peer) -> None:
        peer.replies(200, CONTACT)
        peer.replies(200, {"id": "3401"})
        peer.replies(201, {"id": "9"})

        entry = self.at(peer).insert(MEETING)

        asked, body = peer.requests[-1], peer.requests[-1].json
        assert isinstance(body, dict)
        assert (asked.method, asked.path) == ("POST", f"{SCHEDULER}/calendar")
        assert asked.query == {"organizerUserId": user_id("rep@example.com")}
        assert body["associations"][0]["to"] == {"id": "3401"}
        assert body["properties"]["hs_internal_meeting_notes"] == MARK
        assert body["properties"]["hs_meeting_start_time"] == "2026-12-05T18:00:00Z"
        assert entry.id == "9"

    def test_silence_about_a_booking_is_no_second_booking(self, peer: Peer) -> None:
        peer.replies(200, CONTACT)
        peer.replies(200, {"id": "3401"})
        peer.hang()

        with pytest.raises(Unanswered):
            self.at(peer).insert(MEETING)

        assert [each.path for each in peer.requests].count(f"{SCHEDULER}/calendar") == 1

    def test_nobody_is_booked_without_an_address(self, peer: Peer) -> None:
        with pytest.raises(Rejected):
            self.at(peer).insert(replace(MEETING, guest_email=""))

        assert peer.requests == []

    @pytest.mark.parametrize("told", [availability("1"), availability(user_id("rep@example.com"), is_offline=True)])
    def test_a_calendar_that_is_not_the_users_or_not_connected_is_never_free(
        self, peer: Peer, told: dict[str, object]
    ) -> None:
        peer.replies(200, told)

        with pytest.raises(Rejected):
            self.taken(self.at(peer))

    def test_a_window_over_the_end_of_a_month_is_asked_for_by_both(self) -> None:
        assert len(_months(NOON, NOON.replace(year=2027, month=1))) == 2
        assert len(_months(*DAY)) == 1

    def test_what_was_cancelled_in_hubspot_is_not_booked_anew(self, peer: Peer) -> None:
        times = {"hs_meeting_start_time": "2026-12-05T18:00:00Z", "hs_meeting_end_time": "2026-12-05T18:30:00Z"}
        off = times | {"hs_internal_meeting_notes": MARK, "hs_meeting_outcome": "CANCELED"}
        peer.replies(200, CONTACT)
        peer.replies(200, {"id": "3401", "associations": {"meetings": {"results": [{"id": "9"}]}}})
        peer.replies(200, {"results": [{"id": "9", "properties": off}]})

        with pytest.raises(Deleted):
            self.at(peer).insert(MEETING)


class TestHubSpotConsentPage(RenewalContract):
    family, vendor = "calendars", "hubspot"
    values = {"calendar_id": "12345", "owner_id": "77", "page": "rep-12345"}
