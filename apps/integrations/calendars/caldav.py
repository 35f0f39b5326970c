"""CalDAV: events under addresses of our own ids, in iCalendar; any server that speaks it (RFC 4791)."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import cast
from urllib.parse import quote, urlsplit

import icalendar
from pydantic import Field, SecretStr

from apps.integrations.errors import Rejected, Unanswered, Unavailable
from apps.integrations.http import Http, Reply, refuse

from . import base

CALENDAR = "text/calendar; charset=utf-8"
CANCELLED = "CANCELLED"
_QUERY = (
    '<?xml version="1.0" encoding="utf-8"?><C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav">'
    '<C:time-range start="{start}" end="{end}"/></C:free-busy-query>'
)


class Collection(base.Diary):
    """One calendar collection of a person, and how to log in there."""

    base_url: str = Field(
        title="Address above the calendar", description="e.g. https://cloud.example.com/remote.php/dav/calendars/sales"
    )
    calendar_id: str = Field(
        title="Calendar", description="The last part of its address, e.g. personal", min_length=1, max_length=200
    )
    username: str = Field(title="User name", description="Of the person whose calendar it is", min_length=1)
    password: SecretStr = Field(title="Password", description="Better one for this app alone, if the server has such")
    invites: bool = Field(True, title="Invitations", description="Name the lead as a guest: most servers invite them")


class Calendar(base.Calendar):
    """A cancelled appointment stays in the collection as cancelled, so that its id is never quietly booked again."""

    Settings = Collection
    title = "CalDAV"

    def __init__(self, settings: Collection, http: Http) -> None:
        plain = settings.base_url.strip().rstrip("/")
        parts = urlsplit(plain)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in http.trusted_origins and (
            parts.scheme != "https" or not parts.hostname or "@" in parts.netloc
        ):
            raise Rejected("only https addresses without a user's name are called")
        self.diary = settings
        self.calendar_id = settings.calendar_id
        self._collection = settings
        self._url = f"{plain}/{quote(settings.calendar_id, safe='')}/"
        self._http = http

    def busy(self, *, starts_at: datetime, ends_at: datetime) -> Sequence[base.Busy]:
        query = _QUERY.format(start=_stamp(starts_at), end=_stamp(ends_at)).encode()
        headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": "1"}
        reply = self._call("REPORT", self._url, content=query, headers=headers)
        _require_success(reply)
        found = list(_read(reply).walk("VFREEBUSY"))
        if not found:
            raise Unanswered("the calendar did not say when it is free")
        taken = {span for part in found for span in _taken(part)}
        return sorted(taken, key=lambda each: (each.starts_at, each.ends_at))

    def insert(self, meeting: base.Meeting) -> base.Entry:
        reply = self._put(meeting.id, self._made(meeting), {"If-None-Match": "*"})
        # Somebody, most likely we ourselves a moment ago, has put it in.
        if reply.status == 412:
            return self.fetch(meeting)
        _require_written(reply)
        return base.Entry(meeting.id, meeting.starts_at, meeting.ends_at)

    def fetch(self, meeting: base.Meeting) -> base.Entry:
        return _entry(self._get(meeting.id)[0], meeting.id)

    def move(self, meeting: base.Meeting) -> base.Entry:
        kept, tag = self._get(meeting.id)
        entry = _entry(kept, meeting.id)
        if (entry.starts_at, entry.ends_at) == (meeting.starts_at, meeting.ends_at):
            return entry
        event = _event(kept)
        for name, at in (("DTSTART", meeting.starts_at), ("DTEND", meeting.ends_at)):
            event.pop(name, None)
            event.add(name, at.astimezone(UTC))
        self._change(meeting.id, kept, tag)
        return base.Entry(meeting.id, meeting.starts_at, meeting.ends_at)

    def cancel(self, meeting: base.Meeting) -> None:
        with suppress(base.Gone):
            kept, tag = self._get(meeting.id)
            _entry(kept, meeting.id)
            event = _event(kept)
            event.pop("STATUS", None)
            event.add("STATUS", CANCELLED)
            self._change(meeting.id, kept, tag)

    def check(self) -> str:
        now = datetime.now(UTC)
        self.busy(starts_at=now, ends_at=now + timedelta(days=1))
        return "Connected; the calendar can be read."

    def _made(self, meeting: base.Meeting) -> icalendar.Calendar:
        event = icalendar.Event()
        event.add("UID", meeting.id)
        event.add("DTSTAMP", datetime.now(UTC))
        event.add("DTSTART", meeting.starts_at.astimezone(UTC))
        event.add("DTEND", meeting.ends_at.astimezone(UTC))
        event.add("SUMMARY", meeting.title)
        event.add("DESCRIPTION", meeting.text)
        event.add("SEQUENCE", 0)
        if meeting.guest_email and self._collection.invites:
            guest = icalendar.vCalAddress(f"mailto:{meeting.guest_email}")
            guest.params["CN"] = icalendar.vText(meeting.guest_name)
            event.add("ATTENDEE", guest)
        made = icalendar.Calendar()
        made.add("PRODID", "-//LeadHub//EN")
        made.add("VERSION", "2.0")
        made.add_component(event)
        return made

    def _get(self, meeting_id: str) -> tuple[icalendar.Calendar, str]:
        """The event as it stands, and the tag by which a change in between is noticed."""
        reply = self._call("GET", self._at(meeting_id), headers={"Accept": "text/calendar"})
        _require_success(reply)
        return _read(reply), reply.headers.get("etag", "")

    def _change(self, meeting_id: str, kept: icalendar.Calendar, tag: str) -> None:
        event = _event(kept)
        sequence = int(event.pop("SEQUENCE", 0))
        event.add("SEQUENCE", sequence + 1)
        reply = self._put(meeting_id, kept, {"If-Match": tag} if tag else {})
        if reply.status == 412:
            raise Unavailable("somebody changed the appointment at the same time", code="412")
        _require_written(reply)

    def _put(self, meeting_id: str, kept: icalendar.Calendar, headers: dict[str, str]) -> Reply:
        sent = {"Content-Type": CALENDAR, **headers}
        return self._call("PUT", self._at(meeting_id), content=kept.to_ical(), headers=sent)

    def _call(self, method: str, url: str, *, content: bytes | None = None, headers: dict[str, str]) -> Reply:
        known = (self._collection.username, self._collection.password.get_secret_value())
        return self._http.send(method, url, content=content, headers=headers, auth=known)

    def _at(self, meeting_id: str) -> str:
        return f"{self._url}{quote(meeting_id, safe='')}.ics"


def _require_success(reply: Reply) -> None:
    if reply.status in (404, 410):
        raise base.Gone(f"the server knows nothing at that address ({reply.status})")
    refuse(reply, f"the calendar's server answered {reply.status}")


def _require_written(reply: Reply) -> None:
    _require_success(reply)
    if reply.status not in (201, 204):
        raise Unanswered(f"the calendar's server answered {reply.status} to an appointment")


def _read(reply: Reply) -> icalendar.Calendar:
    try:
        return icalendar.Calendar.from_ical(reply.body)
    except (ValueError, KeyError, IndexError) as error:
        raise Unanswered(f"the calendar's server answered {reply.status} with something unreadable") from error


def _event(kept: icalendar.Calendar) -> icalendar.Event:
    for event in kept.walk("VEVENT"):
        return cast(icalendar.Event, event)
    raise Unanswered("the calendar's server answered with something else than an event")


def _entry(kept: icalendar.Calendar, meeting_id: str) -> base.Entry:
    event = _event(kept)
    if str(event.get("UID", "")) != meeting_id:
        raise Unanswered("the calendar's server answered with another event than it was asked for")
    if str(event.get("STATUS", "")).upper() == CANCELLED:
        raise base.Deleted("the appointment was cancelled in the calendar", code="cancelled")
    try:
        return base.Entry(meeting_id, _aware(event.decoded("DTSTART")), _aware(event.decoded("DTEND")))
    except KeyError as error:
        raise Unanswered("the calendar's server answered with an event without its times") from error


def _taken(part: icalendar.Component) -> list[base.Busy]:
    """The spans that are not free; a length may stand in the place of an end."""
    told = part.get("FREEBUSY", [])
    spans = []
    for each in told if isinstance(told, list) else [told]:
        if str(each.params.get("FBTYPE", "BUSY")).upper() == "FREE":
            continue
        starts_at, until = each.dt
        ends_at = starts_at + until if isinstance(until, timedelta) else until
        spans.append(base.Busy(_aware(starts_at), _aware(ends_at)))
    return spans


def _aware(at: date | datetime) -> datetime:
    """An instant; one without a zone is nobody's."""
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise Unanswered("the calendar's server answered with a time that has no zone")
    return at.astimezone(UTC)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
