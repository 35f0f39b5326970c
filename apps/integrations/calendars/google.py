"""Google Calendar: free/busy, and events under ids of our own, for Google itself refuses no overlap and no repeat."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, Field, SecretStr

from apps.integrations.errors import Rejected, Unanswered, Unavailable
from apps.integrations.http import Http
from apps.integrations.oauth import Flow

from . import base
from ._google_rest import SERVICE, TOKENS, Session, parsed, require_success

CANCELLED = "cancelled"


class Account(base.Diary):
    """A person's Google calendar, reached by the refresh token that they gave to an OAuth client of yours."""

    client_id: str = Field(
        "",
        title="Client ID",
        description="Of your OAuth client, e.g. 1-a.apps.googleusercontent.com; this and the next two are not for who "
        "signs in with Google",
    )
    client_secret: SecretStr = Field(
        SecretStr(""), title="Client secret", description="Of the same client, e.g. GOCSPX-…"
    )
    refresh_token: SecretStr = Field(
        SecretStr(""),
        title="Refresh token",
        description="With the scopes calendar.events and calendar.freebusy, e.g. 1//0g…; "
        "one of a client in testing ends after a week",
    )
    calendar_id: str = Field(
        "primary",
        title="Calendar",
        description="Its id under Settings → Integrate calendar, e.g. sales@acme.com; primary is the person's own",
        min_length=1,
        max_length=200,
    )
    invites: Literal["all", "externalOnly", "none"] = Field(
        "all",
        title="Invitations",
        description="Whom Google sends an invitation: all, only guests outside your domain, or none",
    )
    adds_video: bool = Field(False, title="Google Meet", description="Add a video link to each appointment")
    base_url: str = Field(SERVICE, title="API address", description=f"Google's own, e.g. {SERVICE}")


class Calendar(base.Calendar):
    """Writes events of its own ids only. A refusal says what to do; none quotes a guest."""

    Settings = Account
    title = "Google Calendar"
    oauth = Flow(
        app="google",
        authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
        token_url=TOKENS,
        revoke_url="https://oauth2.googleapis.com/revoke",
        scopes=(f"{SERVICE}/auth/calendar.events", f"{SERVICE}/auth/calendar.freebusy"),
        # Only by both does Google give a refresh token each time.
        page_asks={"access_type": "offline", "prompt": "consent"},
    )

    def __init__(self, settings: Account, http: Http) -> None:
        self.diary = settings
        self.calendar_id = settings.calendar_id
        self._account = settings
        secrets = (settings.client_secret, settings.refresh_token)
        self._session = Session(http, base_url=settings.base_url, client_id=settings.client_id, secrets=secrets)
        self._events = f"/calendars/{quote(settings.calendar_id, safe='')}/events"

    def busy(self, *, starts_at: datetime, ends_at: datetime) -> Sequence[base.Busy]:
        """A calendar that Google can't read comes as free, with an error beside it: nothing is known of it then."""
        asked = {"timeMin": _utc(starts_at), "timeMax": _utc(ends_at), "items": [{"id": self.calendar_id}]}
        reply = self._session.call("POST", "/freeBusy", json=asked)
        require_success(reply)
        found = parsed(reply, _FreeBusy).calendars.get(self.calendar_id)
        if found is None:
            raise Unanswered("Google did not say when the calendar is free")
        for error in found.errors:
            if error.reason == "notFound":
                raise Rejected("Google does not find the calendar, or it is not shared with you", code=error.reason)
            raise Unavailable("Google can't say when the calendar is free", code=error.reason)
        return sorted((base.Busy(each.start, each.end) for each in found.busy), key=lambda each: each.starts_at)

    def insert(self, meeting: base.Meeting) -> base.Entry:
        body: dict[str, object] = {
            "id": meeting.id,
            "summary": meeting.title,
            "description": meeting.text,
            **_times(meeting),
            "attendees": self._guests(meeting),
            "extendedProperties": {"private": {"leadhub": meeting.id}},
            "reminders": {"useDefault": True},
        }
        if self._account.adds_video:
            wanted = {"requestId": meeting.id, "conferenceSolutionKey": {"type": "hangoutsMeet"}}
            body["conferenceData"] = {"createRequest": wanted}
        version = {"conferenceDataVersion": "1"} if self._account.adds_video else {}
        reply = self._session.call("POST", self._events, json=body, params=self._telling | version)
        # Somebody, most likely we ourselves a moment ago, has put it in.
        if reply.status == 409:
            return self.fetch(meeting)
        require_success(reply)
        return _entry(parsed(reply, _Event), meeting.id)

    def fetch(self, meeting: base.Meeting) -> base.Entry:
        reply = self._session.call("GET", self._at(meeting.id))
        require_success(reply)
        entry = _entry(parsed(reply, _Event), meeting.id)
        if entry.is_cancelled:
            raise base.Deleted("the appointment was deleted in the calendar", code=CANCELLED)
        return entry

    def move(self, meeting: base.Meeting) -> base.Entry:
        reply = self._session.call("PATCH", self._at(meeting.id), json=_times(meeting), params=self._telling)
        require_success(reply)
        return _entry(parsed(reply, _Event), meeting.id)

    def cancel(self, meeting: base.Meeting) -> None:
        reply = self._session.call("DELETE", self._at(meeting.id), params=self._telling)
        with suppress(base.Gone):
            require_success(reply)

    def check(self) -> str:
        now = datetime.now(UTC)
        self.busy(starts_at=now, ends_at=now + timedelta(days=1))
        return "Connected to Google; the calendar can be read."

    @property
    def _telling(self) -> dict[str, str]:
        # Without it Google tells nobody.
        return {"sendUpdates": self._account.invites}

    def _guests(self, meeting: base.Meeting) -> list[dict[str, str]]:
        if not meeting.guest_email or self._account.invites == "none":
            return []
        return [{"email": meeting.guest_email, "displayName": meeting.guest_name}]

    def _at(self, meeting_id: str) -> str:
        return f"{self._events}/{quote(meeting_id, safe='')}"


class _Span(BaseModel):
    start: AwareDatetime
    end: AwareDatetime


class _Trouble(BaseModel):
    reason: str = ""


class _Calendar(BaseModel):
    busy: list[_Span] = []
    errors: list[_Trouble] = []


class _FreeBusy(BaseModel):
    calendars: dict[str, _Calendar]


class _Moment(BaseModel):
    at: AwareDatetime = Field(validation_alias="dateTime")


class _Event(BaseModel):
    id: str
    status: str = "confirmed"
    start: _Moment
    end: _Moment
    url: str = Field("", validation_alias="htmlLink")
    # Google Meet may still be making it.
    video_url: str = Field("", validation_alias="hangoutLink")


def _entry(event: _Event, meeting_id: str) -> base.Entry:
    if event.id != meeting_id:
        raise Unanswered("Google answered with another event than it was asked for")
    is_cancelled = event.status == CANCELLED
    return base.Entry(event.id, event.start.at, event.end.at, is_cancelled, event.url, event.video_url)


def _times(meeting: base.Meeting) -> dict[str, object]:
    return {"start": _moment(meeting.starts_at, meeting.zone), "end": _moment(meeting.ends_at, meeting.zone)}


def _moment(at: datetime, zone: str) -> dict[str, str]:
    return {"dateTime": at.astimezone(ZoneInfo(zone)).isoformat(), "timeZone": zone}


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
