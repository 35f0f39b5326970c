"""Salesforce's calendar: Events of one user, kept once by a key of ours, for Salesforce itself refuses no overlap."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, AwareDatetime, BaseModel, Field

from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Http, Reply
from apps.integrations.wire import salesforce
from apps.integrations.wire.salesforce import FLOW, Session, literal, parsed
from apps.integrations.wire.salesforce_login import Keys

from . import base

# The longest answer that comes in one piece.
MOST = 2_000
A_DAY = timedelta(days=1)


class Desk(base.Diary, Keys):
    """One user's calendar in a tenant's org."""

    calendar_id: str = Field(
        title="User ID",
        description="Whose calendar it is: from the address of the user's page, e.g. 005FAKE000000001AAA",
        pattern=r"^005[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$",
    )
    key_field: str = Field(
        "LeadHub_Id__c",
        title="Key field",
        description="A text field on Activity, marked External ID and Unique, e.g. LeadHub_Id__c",
        pattern=r"^[A-Za-z][A-Za-z0-9_]*$",
    )


class Calendar(base.Calendar):
    """A deleted Event is found in the bin, so that nobody quietly books it anew. Guests are not invited by it."""

    Settings = Desk
    title = "Salesforce calendar"
    oauth = FLOW

    def __init__(self, settings: Desk, http: Http) -> None:
        self.diary = settings
        self.calendar_id = settings.calendar_id
        self._desk = settings
        self._session = Session(http, base_url=settings.base_url, login=settings.login())

    def busy(self, *, starts_at: datetime, ends_at: datetime) -> Sequence[base.Busy]:
        self._require_user()
        conditions = (
            f"OwnerId = {literal(self.calendar_id)}",
            "ShowAs != 'Free'",
            # The head of a series, which is no appointment; its occurrences are.
            "IsRecurrence = false",
            # An all-day Event stands at midnight UTC, wherever its day is.
            f"StartDateTime < {_utc(ends_at + A_DAY)}",
            f"EndDateTime >= {_utc(starts_at - A_DAY)}",
        )
        fields = "StartDateTime, EndDateTime, IsAllDayEvent"
        where = " AND ".join(conditions)
        found = self._query(f"SELECT {fields} FROM Event WHERE {where} LIMIT {MOST}", _Spans)  # noqa: S608  # SOQL
        if not found.done or len(found.records) == MOST:
            raise Unanswered("Salesforce has more Events in these days than it tells at once")
        taken = (self._taken(each) for each in found.records)
        within = (each for each in taken if each.starts_at < ends_at and each.ends_at > starts_at)
        return sorted(within, key=lambda each: each.starts_at)

    def insert(self, meeting: base.Meeting) -> base.Entry:
        if known := self._find(meeting):
            return self._entry(known, meeting)
        fields = {
            "Subject": meeting.title[:255],
            "Description": meeting.text[:32_000],
            "OwnerId": self.calendar_id,
            "ShowAs": "Busy",
            **_times(meeting),
        }
        path = f"/sobjects/Event/{self._desk.key_field}/{quote(meeting.id, safe='')}"
        reply = self._call("PATCH", path, json=fields)
        _require_success(reply, private=(meeting.title, meeting.guest_name))
        made = parsed(reply, _Made)
        return base.Entry(meeting.id, meeting.starts_at, meeting.ends_at, url=self._url(made.id))

    def fetch(self, meeting: base.Meeting) -> base.Entry:
        return self._entry(self._there(meeting), meeting)

    def move(self, meeting: base.Meeting) -> base.Entry:
        event_id = self._living(meeting)
        reply = self._call("PATCH", f"/sobjects/Event/{quote(event_id, safe='')}", json=_times(meeting))
        _require_success(reply)
        return base.Entry(meeting.id, meeting.starts_at, meeting.ends_at, url=self._url(event_id))

    def cancel(self, meeting: base.Meeting) -> None:
        try:
            event_id = self._living(meeting)
            _require_success(self._call("DELETE", f"/sobjects/Event/{quote(event_id, safe='')}"))
        except base.Gone:
            pass

    def check(self) -> str:
        now = datetime.now(UTC)
        self.busy(starts_at=now, ends_at=now + A_DAY)
        return f"Connected to {urlsplit(self._session.instance_url).netloc}; the user's calendar can be read."

    def _require_user(self) -> None:
        """Of a user whom nobody knows Salesforce shows no Events: that would look like free time."""
        known = f"SELECT Id FROM User WHERE Id = {literal(self.calendar_id)} AND IsActive = true"  # noqa: S608  # SOQL
        if not self._query(known, _Users).records:
            raise Rejected("Salesforce knows no active user of this id", code="no_user")

    def _taken(self, span: "_Span") -> base.Busy:
        if not span.is_all_day:
            return base.Busy(span.start, span.end)
        zone = ZoneInfo(self.diary.zone or "UTC")
        first, last = span.start.astimezone(UTC).date(), span.end.astimezone(UTC).date()
        return base.Busy(datetime.combine(first, time(), zone), datetime.combine(last + A_DAY, time(), zone))

    def _find(self, meeting: base.Meeting) -> "_Event | None":
        """By our key, a living one before one in the bin."""
        where = f"{self._desk.key_field} = {literal(meeting.id)}"
        fields = "Id, StartDateTime, EndDateTime, IsDeleted"
        found = self._query(f"SELECT {fields} FROM Event WHERE {where}", _Events, path="/queryAll")  # noqa: S608  # SOQL
        return min(found.records, key=lambda each: each.is_deleted, default=None)

    def _there(self, meeting: base.Meeting) -> "_Event":
        event = self._find(meeting)
        if event is None:
            raise base.Gone("Salesforce has no such Event", code="none")
        return event

    def _living(self, meeting: base.Meeting) -> str:
        """Its id there. Raises `Gone`."""
        event = self._there(meeting)
        self._entry(event, meeting)
        return event.id

    def _entry(self, event: "_Event", meeting: base.Meeting) -> base.Entry:
        if event.is_deleted:
            raise base.Deleted("the appointment was deleted in Salesforce", code="deleted")
        return base.Entry(meeting.id, event.start, event.end, url=self._url(event.id))

    def _url(self, event_id: str) -> str:
        return f"{self._session.instance_url}/lightning/r/Event/{event_id}/view"

    def _query[Model: BaseModel](self, soql: str, model: type[Model], *, path: str = "/query") -> Model:
        reply = self._call("GET", path, params={"q": soql})
        _require_success(reply)
        return parsed(reply, model)

    def _call(
        self, method: str, path: str, *, json: dict[str, str | int] | None = None, params: dict[str, str] | None = None
    ) -> Reply:
        return self._session.call(method, f"/services/data/{self._desk.api_version}{path}", json=json, params=params)


class _Span(BaseModel):
    start: AwareDatetime = Field(validation_alias="StartDateTime")
    end: AwareDatetime = Field(validation_alias="EndDateTime")
    is_all_day: bool = Field(False, validation_alias="IsAllDayEvent")


class _Spans(BaseModel):
    done: bool
    records: list[_Span]


class _Event(_Span):
    id: str = Field(min_length=15, validation_alias="Id")
    is_deleted: bool = Field(False, validation_alias="IsDeleted")


class _Events(BaseModel):
    records: list[_Event]


class _User(BaseModel):
    id: str = Field(validation_alias="Id")


class _Users(BaseModel):
    records: list[_User]


class _Made(BaseModel):
    id: str = Field(min_length=15, validation_alias=AliasChoices("id", "Id"))


def _require_success(reply: Reply, *, private: tuple[str, ...] = ()) -> None:
    salesforce.require_success(reply, gone=base.Gone, private=private)


def _times(meeting: base.Meeting) -> dict[str, str | int]:
    return {"StartDateTime": _utc(meeting.starts_at), "EndDateTime": _utc(meeting.ends_at)}


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
