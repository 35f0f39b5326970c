"""Cal.com: what an event type offers, and bookings found again by our id in their metadata: it takes no id of ours."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from pydantic import Field, SecretStr

from apps.integrations.errors import ProviderError, Rejected, Unanswered
from apps.integrations.http import Http, Reply

from . import base
from ._calcom_rest import (
    BOOKINGS,
    LISTING,
    SERVICE,
    SLOTS,
    Account,
    Booked,
    Booking,
    Listed,
    Slots,
    parsed,
    require_success,
    says_taken,
)

# Ours, in a booking's metadata.
KEY = "leadhub"
# More moves than anybody makes; a circle would have no end.
MOST_MOVES = 10
_MINUTE = timedelta(minutes=1)


class EventType(base.Diary):
    """What is booked at Cal.com: an event type of a person or a team, reached by an API key."""

    hours: str = Field(
        "mon-sun 0:00-24:00",
        title="Hours",
        description="Cal.com knows when you work; here its times can be limited, e.g. mon-fri 9:00-17:00",
        max_length=400,
    )
    api_key: SecretStr = Field(title="API key", description="From Settings → Developer → API keys, e.g. cal_live_…")
    calendar_id: str = Field(
        title="Event type ID",
        description="The number at the end of the event type's address in Cal.com, e.g. 123456; "
        "its length is the one that the script offers, and it needs no confirmation by the host",
        pattern=r"^[0-9]{1,18}$",
    )
    base_url: str = Field(SERVICE, title="API address", description=f"Cal.com's own, {SERVICE}")


class Calendar(base.Offering):
    """Refuses overlaps itself. A 400 or 5xx may have booked all the same, so ours is looked for before it counts."""

    Settings = EventType
    title = "Cal.com"

    def __init__(self, settings: EventType, http: Http) -> None:
        self.diary = settings
        self.calendar_id = settings.calendar_id
        self._account = Account(http, base_url=settings.base_url, api_key=settings.api_key)

    def offers(self, *, starts_at: datetime, ends_at: datetime) -> Sequence[base.Offer]:
        asked = {"eventTypeId": self.calendar_id, "start": _utc(starts_at), "end": _utc(ends_at), "format": "range"}
        reply = self._account.get("/slots", version=SLOTS, params=asked | {"timeZone": "UTC"})
        if reply.status == 404:
            raise Rejected("Cal.com does not find the event type", code="404")
        require_success(reply)
        slots = [slot for day in parsed(reply, Slots).data.values() for slot in day]
        # Whole days come for a part of one.
        within = [each for each in slots if starts_at <= each.starts_at and each.ends_at <= ends_at]
        return sorted((base.Offer(each.starts_at, each.ends_at) for each in within), key=lambda each: each.starts_at)

    def insert(self, meeting: base.Meeting) -> base.Entry:
        body: dict[str, object] = {
            "start": _utc(meeting.starts_at),
            "eventTypeId": int(self.calendar_id),
            "attendee": _attendee(meeting),
            "metadata": {KEY: meeting.id},
            "bookingFieldsResponses": {"notes": meeting.text},
        }
        return self._written("/bookings", body, meeting)

    def fetch(self, meeting: base.Meeting) -> base.Entry:
        booking = self._find(meeting)
        if booking.is_off:
            raise base.Deleted("the appointment was cancelled in Cal.com", code="cancelled")
        return _entry(booking)

    def move(self, meeting: base.Meeting) -> base.Entry:
        entry = self.fetch(meeting)
        if entry.starts_at == meeting.starts_at:
            return entry
        moved = self._written(f"/bookings/{_quoted(entry.id)}/reschedule", {"start": _utc(meeting.starts_at)}, meeting)
        if moved.starts_at != meeting.starts_at:
            raise Unanswered("Cal.com answered a move with another time", code="moved")
        return moved

    def cancel(self, meeting: base.Meeting) -> None:
        with suppress(base.Gone):
            path = f"/bookings/{_quoted(self.fetch(meeting).id)}/cancel"
            require_success(self._account.post(path, {"cancellationReason": "Cancelled by phone"}))

    def check(self) -> str:
        require_success(self._account.get("/bookings", version=LISTING, params={"take": "1"}))
        now = datetime.now(UTC)
        self.offers(starts_at=now, ends_at=now + timedelta(days=1))
        return "Connected to Cal.com; the event type can be read."

    def _written(self, path: str, body: object, meeting: base.Meeting) -> base.Entry:
        """What came of a request that books. Raises `Occupied` and the remedies."""
        reply = self._account.post(path, body)
        if reply.status == 400:
            return self._booked_after_all(meeting, reply)
        require_success(reply)
        return _entry(parsed(reply, Booked).data)

    def _booked_after_all(self, meeting: base.Meeting, refusal: Reply) -> base.Entry:
        """Ours, if it is there in spite of a 400: told twice, or booked with an error. Else what the 400 means."""
        try:
            entry = self.fetch(meeting)
        except Rejected:
            entry = None
        except ProviderError as error:
            raise Unanswered("Cal.com refused it, and does not say whether it booked", code="400") from error
        if entry and (entry.starts_at, entry.ends_at) == (meeting.starts_at, meeting.ends_at):
            return entry
        if says_taken(refusal):
            raise base.Occupied("Cal.com has given the time to somebody else", code="taken")
        raise Rejected("Cal.com refused it (400)", code="400")

    def _find(self, meeting: base.Meeting) -> Booking:
        """The booking as it stands, where it was moved the latest. Raises `Gone`."""
        booking = self._one(meeting.external_id) if meeting.external_id else self._ours(meeting)
        for _ in range(MOST_MOVES):
            if not booking.successor:
                return booking
            booking = self._one(booking.successor)
        raise Unanswered("Cal.com moves the appointment in a circle", code="circle")

    def _one(self, uid: str) -> Booking:
        reply = self._account.get(f"/bookings/{_quoted(uid)}", version=BOOKINGS)
        if reply.status == 404:
            raise base.Gone("Cal.com has no such booking", code="404")
        require_success(reply)
        return parsed(reply, Booked).data

    def _ours(self, meeting: base.Meeting) -> Booking:
        """By our id among those of its time; one that stands before one that is cancelled."""
        around = {"afterStart": _utc(meeting.starts_at - _MINUTE), "beforeEnd": _utc(meeting.ends_at + _MINUTE)}
        asked = {"eventTypeId": self.calendar_id, "take": "100"} | around
        reply = self._account.get("/bookings", version=LISTING, params=asked)
        if reply.status == 404:
            raise base.Gone("Cal.com has no such booking", code="404")
        require_success(reply)
        ours = [each for each in parsed(reply, Listed).data if (each.metadata or {}).get(KEY) == meeting.id]
        if not ours:
            raise base.Gone("Cal.com has no such booking", code="none")
        return min(ours, key=lambda each: each.is_off)


def _attendee(meeting: base.Meeting) -> dict[str, str]:
    """Unknown keys are refused, and so is somebody without both an address and a number."""
    reached = {"email": meeting.guest_email, "phoneNumber": meeting.guest_phone}
    known = {name: value for name, value in reached.items() if value}
    if not known:
        raise Rejected("Cal.com books nobody without an e-mail address or a phone number", code="no_guest")
    return {"name": meeting.guest_name or "Guest", "timeZone": meeting.zone} | known


def _entry(booking: Booking) -> base.Entry:
    links = [link for link in (booking.video_url, booking.place) if link and link.startswith("https://")]
    url = f"https://app.cal.com/booking/{_quoted(booking.uid)}"
    return base.Entry(booking.uid, booking.starts_at, booking.ends_at, url=url, video_url=next(iter(links), ""))


def _quoted(uid: str) -> str:
    return quote(uid, safe="")


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
