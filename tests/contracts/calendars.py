"""What every calendar must do, whoever it is: say what is taken, and never keep one appointment twice."""

from abc import abstractmethod
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from apps.integrations.calendars.base import Busy, Calendar, Deleted, Entry, Gone, Meeting
from apps.integrations.errors import ProviderError, Rejected, Unanswered, Unauthorized
from apps.integrations.http import Http
from tests.sandbox.outside import Outside

from .hurry import http_to
from .outcomes import LEAD, OutcomeContract
from .peer import Peer

# A Saturday, so that nobody in the sandbox has anything else to do.
NOON = datetime(2026, 12, 5, 18, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)
DAY = (NOON - timedelta(hours=6), NOON + timedelta(hours=6))
MEETING = Meeting(
    id="lh0000000000000000000000000000001",
    starts_at=NOON,
    ends_at=NOON + HALF_AN_HOUR,
    zone="America/Chicago",
    title="Solar check: Jane Sample",
    text=f"Phone: {LEAD}",
    guest_name="Jane Sample",
    guest_email="jane.sample@example.com",
)


def known(entry: Entry, meeting: Meeting = MEETING) -> Meeting:
    """The meeting, with the name that the vendor has given to its entry."""
    return replace(meeting, external_id=entry.id)


def at_another_time(meeting: Meeting) -> Meeting:
    return replace(meeting, starts_at=NOON + HALF_AN_HOUR, ends_at=NOON + 2 * HALF_AN_HOUR)


class CalendarContract(OutcomeContract):
    """Inherit it, make the calendar, and say under which name the sandbox plays the vendor.

    What is asked of a peer is an appointment; what must be seen to happen is asked of the sandbox.
    """

    # The first part of the sandbox's paths, and what is in the path of a request that books.
    vendor: str
    books_at = "events"

    @abstractmethod
    def calendar(self, url: str, http: Http, **settings: object) -> Calendar: ...

    def ask(self, peer: Peer) -> object:
        return self.at(peer).insert(MEETING)

    def at(self, peer: Peer) -> Calendar:
        return self.calendar(peer.url, http_to(peer.url))

    def fresh(self, outside: Outside, **settings: object) -> Calendar:
        """A calendar that nobody has written to."""
        http = Http(frozenset([outside.url]))
        return self.calendar(f"{outside.url}/{self.vendor}", http, calendar_id=f"c-{uuid4().hex}", **settings)

    @pytest.fixture
    def mine(self, outside: Outside) -> Calendar:
        return self.fresh(outside)

    def taken(self, calendar: Calendar) -> list[Busy]:
        return list(calendar.busy(starts_at=DAY[0], ends_at=DAY[1]))

    def test_an_appointment_takes_its_time(self, mine: Calendar) -> None:
        entry = mine.insert(MEETING)

        assert (entry.starts_at, entry.ends_at) == (NOON, NOON + HALF_AN_HOUR)
        assert mine.fetch(known(entry)) == entry
        assert self.taken(mine) == [Busy(NOON, NOON + HALF_AN_HOUR)]

    def test_one_appointment_is_kept_once_however_often_it_is_told(self, mine: Calendar, outside: Outside) -> None:
        first, second = mine.insert(MEETING), mine.insert(MEETING)

        assert first == second
        assert outside.seen(calendar=mine.calendar_id) == ["calendar.booked"]

    def test_a_lost_answer_is_found_by_our_own_id(self, mine: Calendar, outside: Outside) -> None:
        mine.check()
        outside.break_(self.vendor, mode="accept_then_drop", path=self.books_at)
        with pytest.raises(Unanswered):
            mine.insert(MEETING)
        outside.delete("/faults")

        assert mine.fetch(MEETING).starts_at == NOON

    def test_an_appointment_can_be_moved_and_then_again_to_the_same_time(self, mine: Calendar) -> None:
        later = at_another_time(known(mine.insert(MEETING)))

        moved = [mine.move(later) for _ in range(2)]

        assert {entry.starts_at for entry in moved} == {later.starts_at}
        assert self.taken(mine) == [Busy(later.starts_at, later.ends_at)]
        assert mine.fetch(known(moved[-1], later)).starts_at == later.starts_at

    def test_a_cancelled_one_frees_its_time_and_can_be_cancelled_again(self, mine: Calendar) -> None:
        meeting = known(mine.insert(MEETING))

        for _ in range(2):
            mine.cancel(meeting)

        assert self.taken(mine) == []
        with pytest.raises(Gone):
            mine.fetch(meeting)

    def test_what_was_deleted_is_not_quietly_booked_again(self, mine: Calendar) -> None:
        """By `Deleted` whoever asks before a second try is told; an id of ours is refused by the vendor itself."""
        mine.cancel(known(mine.insert(MEETING)))

        try:
            mine.fetch(MEETING)
        except Deleted:
            return
        except Gone:
            pass
        with pytest.raises(Gone):
            mine.insert(MEETING)

    def test_what_was_never_there_is_gone(self, mine: Calendar) -> None:
        with pytest.raises(Gone):
            mine.fetch(replace(MEETING, id="lh404"))
        with pytest.raises(Gone):
            mine.move(replace(MEETING, id="lh404"))

    @pytest.mark.parametrize("calendar_id", ["missing@example.com", "broken@example.com"])
    def test_a_calendar_that_can_not_be_read_is_never_free(self, outside: Outside, calendar_id: str) -> None:
        http = Http(frozenset([outside.url]))
        unreadable = self.calendar(f"{outside.url}/{self.vendor}", http, calendar_id=calendar_id)

        with pytest.raises(ProviderError):
            self.taken(unreadable)

    @pytest.mark.parametrize("body", ["{}", "[]", "null", "<html>", '{"calendars": {}}'])
    def test_an_answer_that_makes_no_sense_is_never_free_time(self, peer: Peer, body: str) -> None:
        peer.replies(200, body)

        with pytest.raises(Unanswered):
            self.taken(self.at(peer))

    def test_a_check_with_wrong_credentials_says_so(self, peer: Peer) -> None:
        peer.replies(401, "who are you?")

        with pytest.raises(Unauthorized):
            self.at(peer).check()

    def test_an_id_can_not_leave_its_place_in_the_address(self, peer: Peer) -> None:
        peer.replies(404, "no")

        with pytest.raises(Gone):
            self.at(peer).fetch(replace(MEETING, id="../../admin?x=1", external_id="../../admin?x=1"))

        assert "/../" not in peer.requests[0].path
        assert "x" not in peer.requests[0].query

    @pytest.mark.parametrize("url", ["https://calendar.example.com", "https://x@10.0.0.1", "file:///"])
    def test_appointments_go_to_the_vendor_and_nowhere_else(self, url: str) -> None:
        with pytest.raises(Rejected):
            self.calendar(url, Http())
