"""HubSpot's calendar: what a user has in theirs by a scheduling page, and meetings found again on their contact."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from pydantic import AwareDatetime, BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Http, Reply, own_address, refuse
from apps.integrations.oauth import Flow
from apps.integrations.tokens import Access
from apps.integrations.wire.hubspot import SERVICE, flow

from . import base

OBJECTS, SCHEDULER = "/crm/objects/2026-03", "/scheduler/2026-03/meetings"
# HubSpot's number for a meeting that belongs to a contact, and how many meetings one request reads.
MEETING_TO_CONTACT, BATCH = 200, 100
# Of a meeting's properties, the one that the guest does not see.
OURS = "hs_internal_meeting_notes"
READ = [OURS, "hs_meeting_start_time", "hs_meeting_end_time", "hs_meeting_outcome"]
SCHEDULED, CANCELLED = "SCHEDULED", "CANCELED"


class Page(base.Diary):
    """A user whose Google or Office calendar is connected to HubSpot, and one of their scheduling pages."""

    access_token: SecretStr = Field(
        SecretStr(""),
        title="Service key",
        description="With the scopes to read and write contacts and scheduler.meetings.meeting-link.read; none for who "
        "signs in with HubSpot",
    )
    calendar_id: str = Field(
        title="User ID",
        description="Whose calendar it is: Settings → Users and teams, e.g. 12345",
        pattern=r"^\d{1,20}$",
    )
    owner_id: str = Field(
        title="Owner ID", description="The same person as an owner of contacts, e.g. 67890", pattern=r"^\d{1,20}$"
    )
    page: str = Field(
        title="Scheduling page",
        description="The end of its address, e.g. jane-doe/30min; it tells what the user's calendar has",
        pattern=r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)?$",
    )
    base_url: str = Field(SERVICE, title="API address", description=f"HubSpot's own, {SERVICE}")


class Calendar(base.Calendar):
    """HubSpot refuses no overlap. Its search lags, so a contact's own list is asked for our meetings."""

    Settings = Page
    title = "HubSpot calendar"
    oauth: Flow = flow("scheduler.meetings.meeting-link.read")

    def __init__(self, settings: Page, http: Http) -> None:
        self.diary = settings
        self.calendar_id = settings.calendar_id
        self._page = settings
        self._base_url = own_address(settings.base_url, service=SERVICE, http=http)
        self._http = http

    def busy(self, *, starts_at: datetime, ends_at: datetime) -> Sequence[base.Busy]:
        taken = {span for offset in _months(starts_at, ends_at) for span in self._taken(offset)}
        within = (each for each in taken if each.starts_at < ends_at and each.ends_at > starts_at)
        return sorted(within, key=lambda each: each.starts_at)

    def insert(self, meeting: base.Meeting) -> base.Entry:
        if not meeting.guest_email:
            raise Rejected("HubSpot keeps meetings with contacts, who need an e-mail address", code="no_guest")
        contact_id = self._contact(meeting)
        if known := self._ours(contact_id, meeting):
            return known.entry()
        wanted = self._wanted(contact_id, meeting)
        made = self._send("POST", f"{SCHEDULER}/calendar", wanted, organizerUserId=self.calendar_id)
        _require_success(made)
        return base.Entry(_parsed(made, _Named).id, meeting.starts_at, meeting.ends_at)

    def fetch(self, meeting: base.Meeting) -> base.Entry:
        return self._find(meeting).entry()

    def move(self, meeting: base.Meeting) -> base.Entry:
        entry = self.fetch(meeting)
        moved = {"hs_timestamp": _utc(meeting.starts_at), "hs_meeting_outcome": SCHEDULED}
        self._change(entry.id, _times(meeting) | moved)
        return base.Entry(entry.id, meeting.starts_at, meeting.ends_at)

    def cancel(self, meeting: base.Meeting) -> None:
        with suppress(base.Gone):
            self._change(self.fetch(meeting).id, {"hs_meeting_outcome": CANCELLED})

    def check(self) -> str:
        now = datetime.now(UTC)
        self.busy(starts_at=now, ends_at=now + timedelta(days=1))
        return "Connected to HubSpot; the user's calendar can be read."

    def _taken(self, months_ahead: int) -> Iterator[base.Busy]:
        """What one month of the user's own calendar has, be it HubSpot's or not."""
        path = f"{SCHEDULER}/meeting-links/book/availability-page/{self._page.page}"
        asked = {"timezone": "UTC", "monthOffset": str(months_ahead)}
        reply = self._send("GET", path, None, **asked)
        if reply.status == 404:
            raise Rejected("HubSpot does not find the scheduling page", code="404")
        _require_success(reply)
        users = [each for each in _parsed(reply, _Availability).users if each.user.id == self.calendar_id]
        if not users:
            raise Rejected("the scheduling page is not the user's", code="user")
        for user in users:
            if user.is_offline:
                raise Rejected("the user has connected no calendar to HubSpot", code="offline")
            yield from (base.Busy(_at(span.start), _at(span.end)) for span in user.spans)

    def _contact(self, meeting: base.Meeting) -> str:
        """The guest's contact, made if need be; the meeting hangs on it."""
        wanted = {"idProperty": "email", "id": meeting.guest_email, "properties": {}}
        reply = self._send("POST", f"{OBJECTS}/contacts/batch/upsert", {"inputs": [wanted]})
        _require_success(reply)
        return _parsed(reply, _Several).results[0].id

    def _wanted(self, contact_id: str, meeting: base.Meeting) -> dict[str, object]:
        kind = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": MEETING_TO_CONTACT}
        properties = {
            "hs_timestamp": _utc(meeting.starts_at),
            "hs_meeting_title": meeting.title,
            "hs_meeting_body": meeting.text,
            "hs_meeting_outcome": SCHEDULED,
            "hubspot_owner_id": self._page.owner_id,
            OURS: self._mark(meeting),
            **_times(meeting),
        }
        return {
            "properties": properties,
            "associations": [{"to": {"id": contact_id}, "types": [kind]}],
            "timezone": meeting.zone,
            "emailReminderSchedule": {"reminders": [], "shouldIncludeInviteDescription": False},
        }

    def _find(self, meeting: base.Meeting) -> "_Meeting":
        if meeting.external_id:
            path = f"{OBJECTS}/meetings/{quote(meeting.external_id, safe='')}"
            reply = self._send("GET", path, None, properties=",".join(READ))
            _require_success(reply)
            return _parsed(reply, _Meeting)
        path = f"{OBJECTS}/contacts/{quote(meeting.guest_email or 'nobody', safe='')}"
        reply = self._send("GET", path, None, idProperty="email", associations="meetings")
        _require_success(reply)
        found = self._among(_parsed(reply, _Contact).meetings, meeting)
        if found is None:
            raise base.Gone("HubSpot has no such meeting", code="none")
        return found

    def _ours(self, contact_id: str, meeting: base.Meeting) -> "_Meeting | None":
        reply = self._send("GET", f"{OBJECTS}/contacts/{quote(contact_id, safe='')}", None, associations="meetings")
        _require_success(reply)
        return self._among(_parsed(reply, _Contact).meetings, meeting)

    def _among(self, ids: Sequence[str], meeting: base.Meeting) -> "_Meeting | None":
        """By our mark, the newest first."""
        for start in range(0, len(ids), BATCH):
            wanted = {"properties": READ, "inputs": [{"id": each} for each in ids[start : start + BATCH]]}
            reply = self._send("POST", f"{OBJECTS}/meetings/batch/read", wanted)
            _require_success(reply)
            for found in _parsed(reply, _Meetings).results:
                if found.properties.mark == self._mark(meeting):
                    return found
        return None

    def _mark(self, meeting: base.Meeting) -> str:
        """The same guest may have been booked with a colleague before: that is another entry."""
        return f"LeadHub {meeting.id} with {self.calendar_id}"

    def _change(self, meeting_id: str, properties: dict[str, str]) -> None:
        path = f"{OBJECTS}/meetings/{quote(meeting_id, safe='')}"
        _require_success(self._send("PATCH", path, {"properties": properties}))

    def _send(self, method: str, path: str, json: object, **params: str) -> Reply:
        def send(access: Access) -> Reply:
            headers = {"Authorization": f"Bearer {access.value}"}
            return self._http.send(method, self._base_url + path, json=json, params=params, headers=headers)

        return self._http.as_holder(self._page.access_token.get_secret_value(), send)


class _Span(BaseModel):
    start: int
    end: int


class _User(BaseModel):
    id: str = Field(validation_alias="userId", coerce_numbers_to_str=True)


class _UserTimes(BaseModel):
    user: _User = Field(validation_alias="meetingsUser")
    spans: list[_Span] = Field(validation_alias="busyTimes")
    is_offline: bool = Field(False, validation_alias="isOffline")


class _Availability(BaseModel):
    users: list[_UserTimes] = Field(validation_alias="allUsersBusyTimes")


class _Properties(BaseModel):
    mark: str | None = Field(None, validation_alias=OURS)
    starts_at: AwareDatetime = Field(validation_alias="hs_meeting_start_time")
    ends_at: AwareDatetime = Field(validation_alias="hs_meeting_end_time")
    outcome: str | None = Field(None, validation_alias="hs_meeting_outcome")


class _Named(BaseModel):
    id: str = Field(min_length=1, coerce_numbers_to_str=True)


class _Meeting(_Named):
    properties: _Properties

    def entry(self) -> base.Entry:
        """Raises `Deleted`."""
        if (self.properties.outcome or "").upper() == CANCELLED:
            raise base.Deleted("the appointment was cancelled in HubSpot", code="cancelled")
        return base.Entry(self.id, self.properties.starts_at, self.properties.ends_at)


class _Several(BaseModel):
    results: list[_Named] = Field(min_length=1)


class _Meetings(BaseModel):
    results: list[_Meeting] = []


class _Listed(BaseModel):
    results: list[_Named] = []


class _Hung(BaseModel):
    meetings: _Listed = _Listed()


class _Contact(BaseModel):
    id: str = Field(min_length=1, coerce_numbers_to_str=True)
    hung: _Hung = Field(_Hung(), validation_alias="associations")

    @property
    def meetings(self) -> list[str]:
        """Their ids, the newest first; each may stand there under several labels."""
        return list(dict.fromkeys(each.id for each in self.hung.meetings.results))[::-1]


def _require_success(reply: Reply) -> None:
    """Raise the remedy that an error asks for, without HubSpot's words, which may quote a guest; 2xx passes."""
    if reply.status in (404, 410):
        raise base.Gone(f"HubSpot knows nothing at that address ({reply.status})", code=str(reply.status))
    refuse(reply, f"HubSpot refused it ({reply.status})", code=str(reply.status))


def _parsed[Model: BaseModel](reply: Reply, model: type[Model]) -> Model:
    try:
        return model.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered(f"HubSpot answered {reply.status} with something unreadable") from error


def _months(starts_at: datetime, ends_at: datetime) -> range:
    """How many months ahead of this one the window lies, by UTC."""
    this, first, last = (at.astimezone(UTC) for at in (datetime.now(UTC), starts_at, ends_at))
    return range(_month(first) - _month(this), _month(last) - _month(this) + 1)


def _month(at: datetime) -> int:
    return 12 * at.year + at.month


def _times(meeting: base.Meeting) -> dict[str, str]:
    return {"hs_meeting_start_time": _utc(meeting.starts_at), "hs_meeting_end_time": _utc(meeting.ends_at)}


def _at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
