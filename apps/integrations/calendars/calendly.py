"""Calendly: what an event type offers, and invitees found again by our id in their tracking. It moves nothing."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from pydantic import Field, SecretStr

from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Http
from apps.integrations.oauth import Flow

from . import base
from ._calendly_rest import (
    SERVICE,
    Account,
    Event,
    EventType,
    Invitee,
    One,
    Person,
    Several,
    Start,
    minds_the_time,
    named,
    parsed,
    quoted,
    require_success,
)

# The longest that one question for times may reach.
WINDOW = timedelta(days=7)
# More moves by a guest than anybody makes; a circle would have no end.
MOST_MOVES = 10
MOVED = "Moved to another time"


class BookingPage(base.Diary):
    """What is booked at Calendly: one of a person's own event types, reached by their access token."""

    hours: str = Field(
        "mon-sun 0:00-24:00",
        title="Hours",
        description="Calendly knows when you work; here its times can be limited, e.g. mon-fri 9:00-17:00",
        max_length=400,
    )
    token: SecretStr = Field(
        SecretStr(""),
        title="Personal access token",
        description="From Integrations → API and webhooks, of a paid plan, with the scopes availability:read, "
        "event_types:read, scheduled_events:write and users:read; none for who signs in with Calendly",
    )
    calendar_id: str = Field(
        title="Event type",
        description="The last part of its address in the API, e.g. AAAAAAAAAAAAAAAA; one of the same person's, "
        "as long as what the script offers",
        pattern=r"^[A-Za-z0-9-]{1,100}$",
    )
    location: Literal["none", "google_conference", "zoom_conference", "microsoft_teams_conference", "outbound_call"] = (
        Field(
            "none",
            title="Where to meet",
            description="As the event type has it; outbound_call: you call the lead's number",
        )
    )
    base_url: str = Field(SERVICE, title="API address", description=f"Calendly's own, {SERVICE}")


class Calendar(base.Offering):
    """Refuses overlaps itself. It can move nothing: another time is booked anew, then the old is cancelled."""

    Settings = BookingPage
    title = "Calendly"
    oauth = Flow(
        app="calendly",
        authorize_url="https://auth.calendly.com/oauth/authorize",
        token_url="https://auth.calendly.com/oauth/token",  # noqa: S106  # an address
        revoke_url="https://auth.calendly.com/oauth/revoke",
        scopes=("availability:read", "event_types:read", "scheduled_events:write", "users:read"),
    )

    def __init__(self, settings: BookingPage, http: Http) -> None:
        self.diary = settings
        self.calendar_id = settings.calendar_id
        self._page = settings
        self._account = Account(http, base_url=settings.base_url, token=settings.token)
        self._event_type = f"{self._account.base_url}/event_types/{settings.calendar_id}"

    def offers(self, *, starts_at: datetime, ends_at: datetime) -> Sequence[base.Offer]:
        try:
            length = timedelta(minutes=self._read_type().duration)
            starts = [at for window in _windows(starts_at, ends_at) for at in self._starts(*window)]
        except base.Gone as error:
            raise Rejected("Calendly does not find the event type", code="404") from error
        spans = {(at, at + length) for at in starts}
        return [base.Offer(*span) for span in sorted(spans) if starts_at <= span[0] and span[1] <= ends_at]

    def insert(self, meeting: base.Meeting) -> base.Entry:
        if not meeting.guest_email:
            raise Rejected("Calendly books nobody without an e-mail address", code="no_guest")
        reply = self._account.post("/invitees", self._invitation(meeting))
        if minds_the_time(reply):
            # Somebody, perhaps we ourselves a moment ago, has it.
            for event in self._ours(meeting):
                if not event.is_off:
                    return _entry(event)
            raise base.Occupied("Calendly does not offer the time any more", code="taken")
        if reply.status == 404:
            raise Rejected("Calendly does not find the event type", code="404")
        require_success(reply)
        invitee = parsed(reply, One[Invitee]).resource
        return base.Entry(named(invitee.event), meeting.starts_at, meeting.ends_at)

    def fetch(self, meeting: base.Meeting) -> base.Entry:
        event = self._find(meeting)
        if event.is_off:
            raise base.Deleted("the appointment was cancelled in Calendly", code="cancelled")
        return _entry(event)

    def move(self, meeting: base.Meeting) -> base.Entry:
        """Safe to repeat: what was booked anew is looked for first, and the old one is cancelled last."""
        moved = next((_entry(each) for each in self._ours(meeting) if not each.is_off), None)
        if moved is None:
            before = self.fetch(meeting)
            if before.starts_at == meeting.starts_at:
                return before
            moved = self.insert(self._as_booked(meeting, before.id))
            self._cancel(before.id, reason=MOVED)
        elif meeting.external_id not in ("", moved.id):
            self._cancel(meeting.external_id, reason=MOVED)
        return moved

    def cancel(self, meeting: base.Meeting) -> None:
        with suppress(base.Gone):
            self._cancel(self.fetch(meeting).id, reason="Cancelled by phone")

    def check(self) -> str:
        event_type = self._read_type()
        return f"Connected to Calendly; the event type takes {event_type.duration} minutes."

    def _read_type(self) -> EventType:
        reply = self._account.get(f"/event_types/{quoted(self.calendar_id)}")
        return parsed(reply, One[EventType]).resource

    def _starts(self, since: datetime, until: datetime) -> list[datetime]:
        asked = {"event_type": self._event_type, "start_time": _utc(since), "end_time": _utc(until)}
        found = parsed(self._account.get("/event_type_available_times", asked), Several[Start]).collection
        return [each.starts_at for each in found if each.status == "available"]

    def _invitation(self, meeting: base.Meeting) -> dict[str, object]:
        """No number for reminders: whether the lead gets texts is for us to say."""
        body: dict[str, object] = {
            "event_type": self._event_type,
            "start_time": _utc(meeting.starts_at),
            "invitee": {
                "name": meeting.guest_name or "Guest",
                "email": meeting.guest_email,
                "timezone": meeting.zone,
            },
            "tracking": {"utm_source": "leadhub", "utm_content": meeting.id},
        }
        if self._page.location == "outbound_call":
            body["location"] = {"kind": "outbound_call", "location": meeting.guest_phone}
        elif self._page.location != "none":
            body["location"] = {"kind": self._page.location}
        return body

    def _find(self, meeting: base.Meeting) -> Event:
        """The event as it stands, where its guest has moved it the latest. Raises `Gone`."""
        if meeting.external_id:
            return self._latest(self._one(meeting.external_id))
        ours = [self._latest(each) for each in self._ours(meeting)]
        if not ours:
            raise base.Gone("Calendly has no such appointment", code="none")
        return min(ours, key=lambda each: each.is_off)

    def _latest(self, event: Event) -> Event:
        for _ in range(MOST_MOVES):
            if not event.is_off:
                return event
            successor = next((each.successor for each in self._guests(event) if each.successor), None)
            if successor is None:
                return event
            event = self._one(named(successor))
        raise Unanswered("Calendly moves the appointment in a circle", code="circle")

    def _one(self, event_id: str) -> Event:
        return parsed(self._account.get(f"/scheduled_events/{quoted(event_id)}"), One[Event]).resource

    def _ours(self, meeting: base.Meeting) -> Iterator[Event]:
        """By our id among those that begin when the meeting does, in the calendar of whose token it is."""
        person = parsed(self._account.get("/users/me"), One[Person]).resource
        begin = meeting.starts_at.astimezone(UTC)
        around = {"min_start_time": _utc(begin), "max_start_time": _utc(begin + timedelta(minutes=1))}
        reply = self._account.get("/scheduled_events", {"user": person.uri, "count": "100"} | around)
        for event in parsed(reply, Several[Event]).collection:
            is_here = (event.event_type or "").rpartition("/")[2] == self.calendar_id and event.starts_at == begin
            if is_here and any(each.mark == meeting.id for each in self._guests(event)):
                yield event

    def _guests(self, event: Event) -> list[Invitee]:
        reply = self._account.get(f"/scheduled_events/{quoted(event.id)}/invitees")
        return parsed(reply, Several[Invitee]).collection

    def _as_booked(self, meeting: base.Meeting, event_id: str) -> base.Meeting:
        """The meeting, with whoever the former booking is for."""
        for guest in self._guests(self._one(event_id)):
            return replace(meeting, guest_name=guest.name, guest_email=guest.email, zone=guest.zone or meeting.zone)
        raise base.Gone("Calendly knows of no guest of the appointment", code="no_guest")

    def _cancel(self, event_id: str, *, reason: str) -> None:
        """One that is off already stays off."""
        event = self._one(event_id)
        if not event.is_off:
            require_success(
                self._account.post(f"/scheduled_events/{quoted(event_id)}/cancellation", {"reason": reason})
            )


def _entry(event: Event) -> base.Entry:
    video_url = (event.place.video_url or "") if event.place else ""
    return base.Entry(event.id, event.starts_at, event.ends_at, video_url=video_url)


def _windows(starts_at: datetime, ends_at: datetime) -> Iterator[tuple[datetime, datetime]]:
    while starts_at < ends_at:
        until = min(starts_at + WINDOW, ends_at)
        yield starts_at, until
        starts_at = until


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
