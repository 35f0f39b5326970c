"""Google Calendar: the contract, and what is Google's own."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from apps.integrations.calendars import _google_rest
from apps.integrations.calendars._google_rest import Token
from apps.integrations.calendars.base import HOURS, Busy, Diary
from apps.integrations.calendars.google import Account, Calendar
from apps.integrations.errors import Rejected, Unauthorized, Unavailable
from apps.integrations.http import Http
from apps.routing import hours
from tests.contracts.calendars import DAY, MEETING, NOON, CalendarContract
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer
from tests.contracts.renewal import RenewalContract
from tests.sandbox.outside import Outside

SAMPLES = Path(__file__).parents[2] / "samples"
KEYS = {"client_id": "c", "client_secret": "s", "refresh_token": "r"}
EVENTS = "/calendar/v3/calendars/rep%40example.com/events"


def sample(name: str) -> Any:
    return orjson.loads((SAMPLES / name).read_bytes())


def made(**changes: object) -> dict[str, object]:
    """Google's answer to our appointment."""
    event: dict[str, object] = sample("gcal_event_insert_200.json") | {"id": MEETING.id} | changes
    return event


@pytest.fixture(autouse=True)
def nobody_is_logged_in() -> Iterator[None]:
    _google_rest._TOKENS.clear()
    yield
    _google_rest._TOKENS.clear()


def logged_in(calendar: Calendar) -> Calendar:
    """With a token already, so that a peer sees only what the test is about."""
    session = calendar._session
    _google_rest._TOKENS[session._key] = Token("ya29.known", time.monotonic() + 1_000)
    return calendar


class TestGoogle(CalendarContract):
    vendor = "google"

    def calendar(self, url: str, http: Http, **settings: object) -> Calendar:
        values = KEYS | {"base_url": url, "calendar_id": "rep@example.com"} | settings
        return Calendar(Account.model_validate(values), http)

    def at(self, peer: Peer) -> Calendar:
        return logged_in(self.calendar(peer.url, http_to(peer.url)))

    def with_settings(self, peer: Peer, **settings: object) -> Calendar:
        return logged_in(self.calendar(peer.url, http_to(peer.url), **settings))

    def test_an_appointment_says_all_that_google_wants(self, peer: Peer) -> None:
        peer.replies(200, made())

        entry = self.with_settings(peer, adds_video=True).insert(MEETING)

        [request] = peer.requests
        assert (request.method, request.path) == ("POST", EVENTS)
        assert request.query == {"sendUpdates": "all", "conferenceDataVersion": "1"}
        assert request.headers["authorization"] == "Bearer ya29.known"
        assert request.json == {
            "id": MEETING.id,
            "summary": MEETING.title,
            "description": MEETING.text,
            "start": {"dateTime": "2026-12-05T12:00:00-06:00", "timeZone": "America/Chicago"},
            "end": {"dateTime": "2026-12-05T12:30:00-06:00", "timeZone": "America/Chicago"},
            "attendees": [{"email": "jane.sample@example.com", "displayName": "Jane Sample"}],
            "conferenceData": {
                "createRequest": {"requestId": MEETING.id, "conferenceSolutionKey": {"type": "hangoutsMeet"}}
            },
            "extendedProperties": {"private": {"leadhub": MEETING.id}},
            "reminders": {"useDefault": True},
        }
        assert entry.id == MEETING.id
        assert entry.video_url == "https://meet.google.com/fak-efak-efa"

    def test_nobody_is_invited_where_the_team_wants_none(self, peer: Peer) -> None:
        peer.replies(200, made())

        self.with_settings(peer, invites="none").insert(MEETING)

        body: Any = peer.requests[0].json
        assert (body["attendees"], peer.requests[0].query) == ([], {"sendUpdates": "none"})

    def test_an_id_that_google_has_already_is_ours(self, peer: Peer) -> None:
        peer.replies(409, sample("gcal_409_duplicate.json"))
        peer.replies(200, made())

        entry = self.at(peer).insert(MEETING)

        assert [each.method for each in peer.requests] == ["POST", "GET"]
        assert entry.id == MEETING.id

    def test_what_is_taken_is_read_with_its_offsets(self, peer: Peer) -> None:
        peer.replies(200, sample("gcal_freebusy_200.json"))

        [busy] = self.taken(self.at(peer))

        assert (busy.starts_at.isoformat(), busy.ends_at.isoformat()) == (
            "2026-11-23T10:00:00-05:00",
            "2026-11-23T11:00:00-05:00",
        )
        asked: Any = peer.requests[0].json
        assert asked == {
            "timeMin": "2026-12-05T12:00:00Z",
            "timeMax": "2026-12-06T00:00:00Z",
            "items": [{"id": "rep@example.com"}],
        }

    def test_the_sandbox_knows_what_else_a_person_does(self, outside: Outside) -> None:
        monday = DAY[0].replace(day=7), DAY[0].replace(day=8)

        busy = self.fresh(outside).busy(starts_at=monday[0], ends_at=monday[1])

        assert [(each.starts_at.hour, each.ends_at.hour) for each in busy] == [(9, 9), (10, 12)]

    @pytest.mark.parametrize(
        ("name", "remedy"),
        [
            ("gcal_401.json", Unauthorized),
            ("gcal_403_scopes.json", Unauthorized),
            ("gcal_403_service_account.json", Unauthorized),
            ("gcal_403_rate.json", Unavailable),
            ("gcal_403_quota.json", Unavailable),
            ("gcal_400_time_range_empty.json", Rejected),
        ],
    )
    def test_a_refusal_says_what_to_do(self, peer: Peer, name: str, remedy: type[Exception]) -> None:
        peer.replies(int(name.split("_")[1].removesuffix(".json")), sample(name))

        with pytest.raises(remedy):
            self.ask(peer)

    def test_a_token_is_fetched_once_and_renewed_when_it_is_over(self, peer: Peer) -> None:
        grants = [{"access_token": f"ya29.{nth}", "expires_in": 3599} for nth in range(2)]
        peer.replies(200, grants[0])
        peer.replies(200, made())
        peer.replies(401, sample("gcal_401.json"))
        peer.replies(200, grants[1])
        peer.replies(200, made())
        calendar = self.calendar(peer.url, http_to(peer.url))

        for _ in range(2):
            calendar.insert(MEETING)

        tokens = [each.headers.get("authorization", "") for each in peer.requests]
        assert tokens == ["", "Bearer ya29.0", "Bearer ya29.0", "", "Bearer ya29.1"]
        assert ("grant_type", "refresh_token") in peer.requests[0].form

    def test_a_revoked_token_is_for_a_person(self, peer: Peer) -> None:
        peer.replies(400, {"error": "invalid_grant"})

        with pytest.raises(Unauthorized) as refusal:
            self.calendar(peer.url, http_to(peer.url)).insert(MEETING)

        assert refusal.value.code == "invalid_grant"

    def test_silence_before_the_token_is_no_appointment(self, peer: Peer) -> None:
        peer.reset()

        with pytest.raises(Unavailable):
            self.calendar(peer.url, http_to(peer.url)).insert(MEETING)

    def test_a_calendar_with_nothing_in_it_is_free(self, peer: Peer) -> None:
        peer.replies(200, {"calendars": {"rep@example.com": {"busy": []}}})

        assert self.taken(self.at(peer)) == []

    def test_busy_times_come_sorted(self, peer: Peer) -> None:
        spans = [{"start": f"2026-12-05T{hour}:00:00Z", "end": f"2026-12-05T{hour}:30:00Z"} for hour in (19, 18)]
        peer.replies(200, {"calendars": {"rep@example.com": {"busy": spans}}})

        assert self.taken(self.at(peer))[0] == Busy(NOON, MEETING.ends_at)


@given(st.from_regex(HOURS, fullmatch=True))
def test_whatever_hours_the_form_takes_can_be_read(text: str) -> None:
    if len(text) > hours.MOST_LENGTH:
        return
    try:
        hours.parse(text)
    except hours.Unclear as error:
        if str(error) != "that is too many times":
            raise


@pytest.mark.parametrize(
    "wrong", [{"hours": "always"}, {"hours": "mon 25-26"}, {"zone": "Mars/Base"}, {"zone": "../x"}]
)
def test_what_nobody_can_read_is_refused_where_it_is_typed(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Diary.model_validate(wrong)


def test_hours_may_be_typed_as_people_do() -> None:
    assert Diary(hours=" Mon-Fri  9-12, 13:00-17:30; SAT 10-14 ").hours == "mon-fri 9-12, 13:00-17:30; sat 10-14"


class TestGoogleConsentPage(RenewalContract):
    family, vendor = "calendars", "google"
