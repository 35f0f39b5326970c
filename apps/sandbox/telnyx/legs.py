"""A leg of a Telnyx call: what it knows, what it tells, and everything that was told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

from apps.sandbox.callbacks import Callbacks, Thread
from apps.sandbox.journal import stamp
from apps.sandbox.telnyx import accounts
from apps.sandbox.telnyx.accounts import VENDOR, Account
from apps.sandbox.world import World

# From memory, as with Twilio's: a far end that refuses is `call_rejected`, with its SIP code beside it.
CAUSES = {
    "busy": "user_busy",
    "failed": "unspecified",
    "no-answer": "timeout",
    "canceled": "originator_cancel",
    "completed": "normal_clearing",
}
SIP_CAUSES = {404: "not_found", 603: "call_rejected", 607: "call_rejected", 608: "call_rejected"}


@dataclass(eq=False)
class Leg:
    """Its verbs change it, journal the fact and tell the application."""

    world: World
    account: Account
    wishes: dict[str, Any]
    id: str = field(default_factory=lambda: f"v3:{token_urlsafe(38)}")
    leg_id: str = field(default_factory=lambda: str(uuid4()))
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    # What it is being made to do, and whether anything was ordered since the last look.
    doing: set[asyncio.Task[None]] = field(default_factory=set)
    # Phones that ring on its behalf.
    waiting_for: set[asyncio.Task[None]] = field(default_factory=set)
    ordered: asyncio.Event = field(default_factory=asyncio.Event)
    known_commands: set[str] = field(default_factory=set)
    life: asyncio.Task[None] | None = None
    recorded_since: datetime | None = None
    thread: Thread = field(default_factory=Thread)

    def __post_init__(self) -> None:
        self.created_at = self.world.clock.now()
        self.client_state: str | None = self.wishes.get("client_state")
        self.news("call.placed")

    @property
    def to(self) -> str:
        return str(self.wishes["to"])

    @to.setter
    def to(self, number: str) -> None:
        self.wishes["to"] = number

    @property
    def role(self) -> str:
        return "rep" if self.wishes.get("link_to") else "lead"

    @property
    def ring_timeout_seconds(self) -> float:
        return float(self.wishes.get("timeout_secs", 30))

    @property
    def seconds(self) -> int:
        if self.answered_at is None or self.ended_at is None:
            return 0
        return max(1, round((self.ended_at - self.answered_at).total_seconds()))

    def initiate(self) -> None:
        self.tell("call.initiated", state="bridging", direction="outgoing", shaken_stir_attestation="A")

    def start_ringing(self) -> None:
        # It rings, and Telnyx says nothing of it.
        self.news("call.ringing")

    def answer(self) -> None:
        self.answered_at = self.world.clock.now()
        self.news("call.answered", at=self.answered_at)
        self.tell("call.answered", state="answered")

    def end(self, status: str, *, sip_code: int) -> None:
        """Over, once; a later end changes nothing."""
        if self.ended_at is not None:
            return
        self.ended_at = self.world.clock.now()
        for task in self.doing:
            task.cancel()
        cause = SIP_CAUSES.get(sip_code, CAUSES[status])
        self.news("call.ended", status=status, duration_seconds=self.seconds, sip_response_code=sip_code)
        start = stamp(self.answered_at or self.created_at)
        self.tell("call.hangup", state="hangup", hangup_cause=cause, sip_hangup_cause=str(sip_code), start_time=start)
        if self.recorded_since:
            self._keep_recording(since=self.recorded_since, until=self.ended_at)

    def _keep_recording(self, *, since: datetime, until: datetime) -> None:
        made = Recorded(self, seconds=max(1, round((until - since).total_seconds())))
        self.world.of(Legs).recordings[made.id] = made
        self.world.journal.write(VENDOR, "recording.made", id=made.id, call=self.id, seconds=made.seconds)
        times = {"recording_started_at": stamp(since), "recording_ended_at": stamp(until)}
        self.tell("call.recording.saved", recording_id=made.id, channels="dual", format="wav", **times)

    def tell(self, kind: str, **more: Any) -> None:
        """Where this kind of event goes, else where all go."""
        payload = {
            "call_control_id": self.id,
            "call_leg_id": self.leg_id,
            "connection_id": self.wishes["connection_id"],
            "client_state": self.client_state,
            "from": self.wishes["from"],
            "to": self.to,
            **more,
        }
        self.world.of(Legs).told.append(Told(kind, self, stamp(self.world.clock.now()), payload))
        url = self.wishes.get("webhook_urls", {}).get(kind) or self.wishes["webhook_url"]
        body = accounts.event(self.world, kind, payload)
        self.world.of(Callbacks).tell(self.account.letter(url, body), self.thread)

    def news(self, kind: str, **facts: Any) -> None:
        """Write it into the journal."""
        facts.setdefault("at", self.world.clock.now())
        named = {"to": self.to, "from": self.wishes["from"], "id": self.id, "leg": self.role}
        self.world.journal.write(VENDOR, kind, **named, **facts)

    def resource(self) -> dict[str, object]:
        known = {"record_type": "call", "call_control_id": self.id, "call_leg_id": self.leg_id}
        ended = {"end_time": stamp(self.ended_at), "call_duration": self.seconds} if self.ended_at else {}
        return {**known, "is_alive": self.ended_at is None, "client_state": self.client_state, **ended}


@dataclass(frozen=True)
class Told:
    """One event, as the application may ask for it afterwards."""

    name: str
    leg: Leg
    at: str
    payload: dict[str, object]

    def resource(self) -> dict[str, object]:
        return {
            "record_type": "call_event",
            "call_leg_id": self.leg.leg_id,
            "event_timestamp": self.at,
            "metadata": {"data": {"event_type": self.name, "payload": self.payload}},
            "name": self.name,
            "type": "webhook",
        }


@dataclass(frozen=True)
class Recorded:
    """What was recorded of a leg."""

    leg: Leg
    seconds: int
    id: str = field(default_factory=lambda: str(uuid4()))


class Legs:
    """Every leg of this run, every event, and the recordings that nobody has deleted."""

    def __init__(self, world: World) -> None:
        self.by_id: dict[str, Leg] = {}
        self.by_command: dict[str, Leg] = {}
        self.told: list[Told] = []
        self.recordings: dict[str, Recorded] = {}
