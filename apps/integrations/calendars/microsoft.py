"""Microsoft 365: free/busy of a mailbox, and events found again by a property of ours, for Graph makes its own ids."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, SecretStr

from apps.integrations.errors import Rejected, Unanswered, Unavailable
from apps.integrations.http import Http
from apps.integrations.oauth import Flow

from . import base
from ._microsoft_rest import LOGIN, SERVICE, Moment, Session, parsed, require_success

# A named property of our own on each event, by which it is found.
OURS = "String {6f1d0b6e-5b0c-4c4e-9a4e-0d5a1c6f2b11} Name LeadHubId"
# What is seen of a mailbox that shows no details: one digit for so many minutes.
VIEW_MINUTES = 15
FREE_STATUSES, FREE_DIGITS = frozenset({"free", "workingElsewhere"}), frozenset("04")


class Mailbox(base.Diary):
    """A person's mailbox, reached by an app that the directory's administrator has allowed."""

    directory_id: str = Field(
        "",
        title="Directory (tenant) ID",
        description="Of the app's overview page; this and the next two are not for who signs in with Microsoft",
        pattern=r"^[A-Za-z0-9.-]{0,100}$",
    )
    client_id: str = Field("", title="Application (client) ID", description="Of the same page")
    client_secret: SecretStr = Field(
        SecretStr(""),
        title="Client secret",
        description="With the application permission Calendars.ReadWrite, granted by an admin",
    )
    calendar_id: str = Field(
        title="Mailbox", description="Whose calendar it is, e.g. sales@acme.com", min_length=1, max_length=200
    )
    invites: bool = Field(True, title="Invitations", description="Have Microsoft invite the lead by e-mail")
    adds_video: bool = Field(False, title="Teams meeting", description="Add a Teams link to each appointment")
    base_url: str = Field(SERVICE, title="API address", description=f"Microsoft's own, {SERVICE}")


class Calendar(base.Calendar):
    """Graph refuses no overlap; a repetition it refuses by the transaction's id, which is ours."""

    Settings = Mailbox
    title = "Microsoft 365"
    oauth = Flow(
        app="microsoft",
        authorize_url=f"{LOGIN}/organizations/oauth2/v2.0/authorize",
        token_url=f"{LOGIN}/organizations/oauth2/v2.0/token",
        scopes=("offline_access", f"{SERVICE}/Calendars.ReadWrite"),
    )

    def __init__(self, settings: Mailbox, http: Http) -> None:
        self.diary = settings
        self.calendar_id = settings.calendar_id
        self._mailbox = settings
        self._session = Session(
            http,
            base_url=settings.base_url,
            directory_id=settings.directory_id,
            client_id=settings.client_id,
            secret=settings.client_secret,
        )
        self._person = f"/users/{quote(settings.calendar_id, safe='@')}"

    def busy(self, *, starts_at: datetime, ends_at: datetime) -> Sequence[base.Busy]:
        asked = {
            "schedules": [self.calendar_id],
            "startTime": _utc(starts_at),
            "endTime": _utc(ends_at),
            "availabilityViewInterval": VIEW_MINUTES,
        }
        reply = self._session.call("POST", f"{self._person}/calendar/getSchedule", json=asked)
        require_success(reply)
        schedules = parsed(reply, _Schedules).value
        if len(schedules) != 1:
            raise Unanswered("Microsoft did not say when the calendar is free")
        found = schedules[0]
        if found.error:
            # A mailbox that can't be read comes inside a success, and looks free.
            if "NotFound" in found.error.code:
                raise Rejected("Microsoft does not find the mailbox", code=found.error.code)
            raise Unavailable("Microsoft can't say when the calendar is free", code=found.error.code)
        return sorted(found.taken(starts_at), key=lambda each: each.starts_at)

    def insert(self, meeting: base.Meeting) -> base.Entry:
        body: dict[str, object] = {
            "subject": meeting.title,
            "body": {"contentType": "text", "content": meeting.text},
            **_times(meeting),
            "attendees": self._guests(meeting),
            "transactionId": meeting.id,
            "singleValueExtendedProperties": [{"id": OURS, "value": meeting.id}],
        }
        if self._mailbox.adds_video:
            body |= {"isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness"}
        reply = self._session.call("POST", f"{self._person}/events", json=body)
        # Somebody, most likely we ourselves a moment ago, has put it in.
        if reply.status == 409:
            return self.fetch(meeting)
        require_success(reply)
        return parsed(reply, _Event).entry(meeting.id)

    def fetch(self, meeting: base.Meeting) -> base.Entry:
        return self._find(meeting.id).entry(meeting.id)

    def move(self, meeting: base.Meeting) -> base.Entry:
        path = f"{self._person}/events/{quote(self._find(meeting.id).id, safe='')}"
        reply = self._session.call("PATCH", path, json=_times(meeting))
        require_success(reply)
        return parsed(reply, _Event).entry(meeting.id)

    def cancel(self, meeting: base.Meeting) -> None:
        with suppress(base.Gone):
            path = f"{self._person}/events/{quote(self._find(meeting.id).id, safe='')}"
            # Its organiser's deletion tells the guests.
            require_success(self._session.call("DELETE", path))

    def check(self) -> str:
        now = datetime.now(UTC)
        self.busy(starts_at=now, ends_at=now + timedelta(days=1))
        return "Connected to Microsoft; the mailbox's calendar can be read."

    def _find(self, meeting_id: str) -> "_Event":
        value = meeting_id.replace("'", "''")
        wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{OURS}' and ep/value eq '{value}')"
        reply = self._session.call("GET", f"{self._person}/events", params={"$filter": wanted, "$top": "1"})
        require_success(reply)
        for event in parsed(reply, _Events).value:
            if not event.is_cancelled:
                return event
        raise base.Gone("the appointment was deleted in the calendar", code="cancelled")

    def _guests(self, meeting: base.Meeting) -> list[dict[str, object]]:
        if not meeting.guest_email or not self._mailbox.invites:
            return []
        return [{"emailAddress": {"address": meeting.guest_email, "name": meeting.guest_name}, "type": "required"}]


class _Item(BaseModel):
    status: str = "busy"
    start: Moment
    end: Moment


class _Trouble(BaseModel):
    code: str = Field("", validation_alias="responseCode")


class _Schedule(BaseModel):
    view: str = Field("", validation_alias="availabilityView")
    items: list[_Item] = Field([], validation_alias="scheduleItems")
    error: _Trouble | None = None

    def taken(self, starts_at: datetime) -> Iterator[base.Busy]:
        """By its items; of a mailbox that hides them, by the digits."""
        if self.items:
            yield from (
                base.Busy(each.start.at, each.end.at) for each in self.items if each.status not in FREE_STATUSES
            )
            return
        length = timedelta(minutes=VIEW_MINUTES)
        for position, digit in enumerate(self.view):
            if digit not in FREE_DIGITS:
                yield base.Busy(starts_at + position * length, starts_at + (position + 1) * length)


class _Schedules(BaseModel):
    value: list[_Schedule]


class _Meeting(BaseModel):
    url: str | None = Field(None, validation_alias="joinUrl")


class _Event(BaseModel):
    id: str = Field(min_length=1)
    start: Moment
    end: Moment
    is_cancelled: bool = Field(False, validation_alias="isCancelled")
    url: str = Field("", validation_alias="webLink")
    meeting: _Meeting | None = Field(None, validation_alias="onlineMeeting")

    def entry(self, meeting_id: str) -> base.Entry:
        video_url = (self.meeting.url or "") if self.meeting else ""
        return base.Entry(meeting_id, self.start.at, self.end.at, self.is_cancelled, self.url, video_url)


class _Events(BaseModel):
    value: list[_Event]


def _times(meeting: base.Meeting) -> dict[str, object]:
    return {"start": _local(meeting.starts_at, meeting.zone), "end": _local(meeting.ends_at, meeting.zone)}


def _local(at: datetime, zone: str) -> dict[str, str]:
    return {"dateTime": at.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat(), "timeZone": zone}


def _utc(at: datetime) -> dict[str, str]:
    return _local(at, "UTC")
