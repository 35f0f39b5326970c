"""A call: what the carrier knows of it, and the news it owes the application."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from apps.sandbox.callbacks import Callbacks, Thread
from apps.sandbox.carrier import prices
from apps.sandbox.carrier.accounts import API, Account, new_sid
from apps.sandbox.carrier.lines import Lines
from apps.sandbox.clock import rfc2822
from apps.sandbox.forms import Form
from apps.sandbox.world import World

RING_TIMEOUT_SECONDS = 60
EVENT_OF = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}
# The leg of somebody who calls us.
CALLER = "caller"
OVER = ("completed", "busy", "no-answer", "failed", "canceled")


@dataclass(eq=False)
class Call:
    """One leg. Its verbs change it, journal the fact and tell the application."""

    world: World
    account: Account
    to: str
    from_: str
    wishes: Form
    leg: str = "lead"
    # What they press where a key may be pressed; "" for nothing.
    key: str = "1"
    parent_sid: str | None = None
    sid: str = field(default_factory=lambda: new_sid("CA"))
    status: str = "queued"
    answered_by: str | None = None
    sip_code: int | None = None
    started_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    life: asyncio.Task[None] | None = None
    thread: Thread = field(default_factory=Thread)
    # Done once it is over.
    at_end: list[Callable[[], None]] = field(default_factory=list)
    _sequence: int = 0

    def __post_init__(self) -> None:
        self.created_at = self.world.clock.now()
        self.news("call.came_in" if self.leg == CALLER else "call.placed")

    @property
    def person(self) -> str:
        """Whose phone is at the other end: theirs who called us, else the one that was called."""
        return self.from_ if self.leg == CALLER else self.to

    @property
    def is_over(self) -> bool:
        return self.status in OVER

    @property
    def ring_timeout_seconds(self) -> float:
        return float(self.wishes.first("Timeout") or RING_TIMEOUT_SECONDS)

    @property
    def duration_seconds(self) -> int:
        if self.answered_at is None or self.ended_at is None:
            return 0
        return max(1, round((self.ended_at - self.answered_at).total_seconds()))

    def initiate(self) -> None:
        self.started_at = self.world.clock.now()
        self._move("initiated")

    def start_ringing(self) -> None:
        self.news("call.ringing")
        self._move("ringing", StirStatus=self._attestation())

    def answer(self) -> None:
        self.answered_at = self.world.clock.now()
        self._move("in-progress", StirStatus=self._attestation())

    def end(self, status: str, *, sip_code: int) -> None:
        """Over, once; a later end changes nothing."""
        if self.is_over:
            return
        self.ended_at, self.sip_code = self.world.clock.now(), sip_code
        self._move(status, CallDuration=str(self.duration_seconds), SipResponseCode=str(sip_code))
        self.news("call.ended", status=status, duration_seconds=self.duration_seconds, sip_response_code=sip_code)
        for work in self.at_end:
            work()

    def form(self) -> dict[str, str]:
        """What every request about this call carries."""
        known = {
            "CallSid": self.sid,
            "AccountSid": self.account.sid,
            "CallStatus": self.status,
            "To": self.to,
            "Called": self.to,
            "From": self.from_,
            "Caller": self.from_,
            "Direction": self.direction,
            "ApiVersion": API.strip("/"),
        }
        extra = {"ParentCallSid": self.parent_sid, "AnsweredBy": self.answered_by}
        return known | {name: value for name, value in extra.items() if value}

    def in_its_words(self, news: dict[str, str]) -> dict[str, str]:
        """What a verb came to, as the application is told."""
        return news

    def after_stream(self) -> dict[str, str]:
        """What the application is told when it is asked what comes behind a stream."""
        return {}

    @property
    def direction(self) -> str:
        if self.leg == CALLER:
            return "inbound"
        return "outbound-dial" if self.parent_sid else "outbound-api"

    def news(self, kind: str, **facts: Any) -> None:
        """Write it into the journal."""
        named = {"to": self.to, "from": self.from_, "id": self.sid, "leg": self.leg}
        facts.setdefault("at", self.world.clock.now())
        self.world.journal.write(self.account.vendor, kind, **named, **facts)

    def resource(self) -> dict[str, object]:
        """As the REST API shows it."""
        uri = f"{API}/Accounts/{self.account.sid}/Calls/{self.sid}"
        parts = ("notifications", "recordings", "streams", "events", "siprec", "payments", "transcriptions")
        return {
            "sid": self.sid,
            "account_sid": self.account.sid,
            "parent_call_sid": self.parent_sid,
            "to": self.to,
            "to_formatted": self.to,
            "from": self.from_,
            "from_formatted": self.from_,
            "phone_number_sid": None,
            "status": self.status,
            "date_created": rfc2822(self.created_at),
            "date_updated": rfc2822(self.ended_at or self.answered_at or self.started_at or self.created_at),
            "start_time": self.answered_at and rfc2822(self.answered_at),
            "end_time": self.ended_at and rfc2822(self.ended_at),
            "duration": str(self.duration_seconds) if self.is_over else None,
            "direction": self.direction,
            "answered_by": self.answered_by,
            "api_version": API.strip("/"),
            "price": prices.of_call(self),
            "price_unit": "USD",
            "forwarded_from": None,
            "group_sid": None,
            "caller_name": None,
            "queue_time": "0",
            "trunk_sid": None,
            "annotation": None,
            "uri": f"{uri}.json",
            "subresource_uris": {part: f"{uri}/{part.title()}.json" for part in parts},
        }

    def _attestation(self) -> str:
        """A for numbers bought from this carrier, else B."""
        return "A" if self.from_ in self.world.of(Lines).by_number else "B"

    def _move(self, status: str, **extra: str) -> None:
        self.status = status
        url = self.wishes.first("StatusCallback")
        # Without a choice Twilio only says that the call is over.
        wanted = " ".join(self.wishes.every("StatusCallbackEvent")).split() or ["completed"]
        if not url or EVENT_OF.get(status, "completed") not in wanted:
            return
        form = self.form() | extra | self._marks()
        method = self.wishes.first("StatusCallbackMethod", "POST").upper()
        self.world.of(Callbacks).tell(self.account.letter(url, form, method=method), self.thread)

    def _marks(self) -> dict[str, str]:
        """Sequence numbers count the events told, as the receiver may have to sort them."""
        number, self._sequence = self._sequence, self._sequence + 1
        return {
            "SequenceNumber": str(number),
            "Timestamp": rfc2822(self.world.clock.now()),
            "CallbackSource": "call-progress-events",
        }


class Calls:
    """Every call of this run, newest last."""

    def __init__(self, world: World) -> None:
        self.by_sid: dict[str, Call] = {}

    def add(self, call: Call) -> Call:
        self.by_sid[call.sid] = call
        return call
