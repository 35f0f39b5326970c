"""Microsoft 365: the contract, and what is Graph's own."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from apps.integrations.calendars import _microsoft_rest
from apps.integrations.calendars._microsoft_rest import Token
from apps.integrations.calendars.base import Busy, Gone
from apps.integrations.calendars.microsoft import OURS, Calendar, Mailbox
from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http
from tests.contracts.calendars import DAY, HALF_AN_HOUR, MEETING, NOON, CalendarContract
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer
from tests.contracts.renewal import RenewalContract

SAMPLES = Path(__file__).parents[2] / "samples"
KEYS = {"directory_id": "acme.example", "client_id": "c", "client_secret": "s"}


def sample(name: str) -> Any:
    return orjson.loads((SAMPLES / name).read_bytes())


@pytest.fixture(autouse=True)
def nobody_is_logged_in() -> Iterator[None]:
    _microsoft_rest._TOKENS.clear()
    yield
    _microsoft_rest._TOKENS.clear()


def logged_in(calendar: Calendar) -> Calendar:
    """With a token already, so that a peer sees only what the test is about."""
    _microsoft_rest._TOKENS[calendar._session._key] = Token("eyJ.known", time.monotonic() + 1_000)
    return calendar


def made(zone: str = "UTC", at: str = "2026-12-05T18:00:00.0000000") -> dict[str, object]:
    end = at.replace("T18:00", "T18:30")
    return {"id": "AAMk1", "start": {"dateTime": at, "timeZone": zone}, "end": {"dateTime": end, "timeZone": zone}}


class TestMicrosoft(CalendarContract):
    vendor = "microsoft"

    def calendar(self, url: str, http: Http, **settings: object) -> Calendar:
        values = KEYS | {"base_url": url, "calendar_id": "rep@example.com"} | settings
        return Calendar(Mailbox.model_validate(values), http)

    def at(self, peer: Peer) -> Calendar:
        return self.told_as(peer)

    def told_as(self, peer: Peer, **settings: object) -> Calendar:
        return logged_in(self.calendar(peer.url, http_to(peer.url), **settings))

    def test_an_appointment_is_sent_as_in_the_sample(self, peer: Peer) -> None:
        peer.replies(201, made())

        entry = self.told_as(peer, adds_video=True).insert(MEETING)

        [request] = peer.requests
        told, wanted = orjson.loads(request.body), sample("graph_event_create_request.json")
        assert (request.method, request.path) == ("POST", "/v1.0/users/rep@example.com/events")
        assert set(wanted) <= set(told)
        assert told["start"] == {"dateTime": "2026-12-05T12:00:00", "timeZone": "America/Chicago"}
        assert told["attendees"] == wanted["attendees"]
        assert told["transactionId"] == MEETING.id
        assert told["singleValueExtendedProperties"] == [{"id": OURS, "value": MEETING.id}]
        assert request.headers["prefer"] == 'outlook.timezone="UTC"'
        assert entry.starts_at == NOON

    def test_a_calendar_is_read_as_in_the_sample(self, peer: Peer) -> None:
        """Eastern standard time is told by Windows' name of it."""
        peer.replies(200, sample("graph_getschedule_200.json"))

        taken = self.at(peer).busy(starts_at=DAY[0], ends_at=DAY[1])

        assert taken == [Busy(datetime(2026, 11, 23, 15, tzinfo=UTC), datetime(2026, 11, 23, 16, tzinfo=UTC))]
        told, wanted = orjson.loads(peer.requests[0].body), sample("graph_getschedule_request.json")
        assert told.keys() == wanted.keys()
        assert peer.requests[0].path.endswith("/calendar/getSchedule")

    def test_a_mailbox_that_shows_no_details_is_read_by_its_digits(self, peer: Peer) -> None:
        peer.replies(200, {"value": [{"scheduleId": "rep", "availabilityView": "0120400", "scheduleItems": []}]})

        taken = self.at(peer).busy(starts_at=NOON, ends_at=NOON + 4 * HALF_AN_HOUR)

        quarter = HALF_AN_HOUR / 2
        assert taken == [Busy(NOON + quarter, NOON + 2 * quarter), Busy(NOON + 2 * quarter, NOON + 3 * quarter)]

    @pytest.mark.parametrize(
        ("code", "remedy"), [("ErrorMailboxNotFound", Rejected), ("ErrorInternalServerTransientError", Unavailable)]
    )
    def test_an_error_inside_a_success_is_never_free_time(self, peer: Peer, code: str, remedy: type[Exception]) -> None:
        trouble = {"message": "no", "responseCode": code}
        peer.replies(200, {"value": [{"scheduleId": "rep", "error": trouble, "scheduleItems": []}]})

        with pytest.raises(remedy):
            self.taken(self.at(peer))

    def test_a_time_zone_that_nobody_knows_is_no_time(self, peer: Peer) -> None:
        peer.replies(201, made(zone="Customized Time Zone"))

        with pytest.raises(Unanswered):
            self.at(peer).insert(MEETING)

    def test_a_transaction_that_was_seen_is_looked_up(self, peer: Peer) -> None:
        peer.replies(409, {"error": {"code": "ErrorDuplicateTransactionId", "message": "seen"}})
        peer.replies(200, {"value": [made()]})

        assert self.at(peer).insert(MEETING).starts_at == NOON
        assert f"'{MEETING.id}'" in peer.requests[1].query["$filter"]

    def test_a_quote_in_an_id_stays_inside_the_filter(self, peer: Peer) -> None:
        peer.replies(200, {"value": []})

        with pytest.raises(Gone):
            self.at(peer).fetch(replace(MEETING, id="a' or 'b' eq 'b"))

        assert "eq 'a'' or ''b'' eq ''b')" in peer.requests[0].query["$filter"]

    def test_who_is_not_invited_is_not_named(self, peer: Peer) -> None:
        peer.replies(201, made())

        self.told_as(peer, invites=False).insert(MEETING)

        assert b"jane.sample" not in peer.requests[0].body

    def test_a_wrong_secret_is_the_teams_business(self, peer: Peer) -> None:
        peer.replies(401, {"error": "invalid_client", "error_description": "AADSTS7000215"})

        with pytest.raises(Unauthorized) as refusal:
            self.calendar(peer.url, http_to(peer.url)).check()

        assert refusal.value.code == "invalid_client"
        assert peer.requests[0].path == "/acme.example/oauth2/v2.0/token"

    def test_a_token_that_is_over_is_renewed_once(self, peer: Peer) -> None:
        peer.replies(401, {"error": {"code": "InvalidAuthenticationToken"}})
        peer.replies(200, {"access_token": "eyJ.next", "expires_in": 3599})
        peer.replies(201, made())

        assert self.at(peer).insert(MEETING).id == MEETING.id
        assert peer.requests[2].headers["authorization"] == "Bearer eyJ.next"


class TestMicrosoftConsentPage(RenewalContract):
    family, vendor = "calendars", "microsoft"
    values = {"calendar_id": "rep@example.com"}
