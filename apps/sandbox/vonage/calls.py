"""A call by Vonage: the carrier's, told in Vonage's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from apps.sandbox.callbacks import Callbacks
from apps.sandbox.carrier import calls
from apps.sandbox.journal import stamp
from apps.sandbox.world import World

_STATUSES = {
    "initiated": "started",
    "in-progress": "answered",
    "canceled": "cancelled",
    "no-answer": "timeout",
}
# A far end that refuses is told by what it said.
_BY_SIP = {603: "unanswered", 607: "unanswered", 608: "rejected"}


@dataclass(eq=False)
class Call(calls.Call):
    sid: str = field(default_factory=lambda: str(uuid4()))
    conversation: str = field(default_factory=lambda: f"CON-{uuid4()}")

    @property
    def standing(self) -> str:
        """In Vonage's word."""
        return _BY_SIP.get(self.sip_code or 0) or _STATUSES.get(self.status, self.status)

    def form(self) -> dict[str, str]:
        numbers = {"from": self.from_.removeprefix("+"), "to": self.to.removeprefix("+")}
        known = {**numbers, "uuid": self.sid, "conversation_uuid": self.conversation}
        return known | ({"answered_by": self.answered_by} if self.answered_by else {})

    def in_its_words(self, news: dict[str, str]) -> dict[str, str]:
        if "DialCallStatus" not in news:
            return news
        said = _STATUSES.get(news["DialCallStatus"], news["DialCallStatus"])
        return {"uuid": news.get("DialCallSid", self.sid), "status": said, **self._now()}

    def after_stream(self) -> dict[str, str]:
        return {"uuid": str(uuid4()), "status": "disconnected", **self._now()}

    def record(self) -> dict[str, object]:
        """As the API shows it."""
        times = {"start_time": _written(self.answered_at or self.started_at), "end_time": _written(self.ended_at)}
        numbers = {name: {"type": "phone", "number": self.form()[name]} for name in ("to", "from")}
        known = {"uuid": self.sid, "status": self.standing, "direction": "outbound"}
        return {**known, **numbers, **times, "duration": str(self.duration_seconds) if self.is_over else None}

    def _move(self, status: str, **extra: str) -> None:
        self.status = status
        url = self.wishes.first("EventUrl") or self.wishes.first("StatusCallback")
        # How a leg within a call ends is told where what comes next is asked.
        if url and not (self.leg == "rep" and self.is_over):
            told = self.form() | {"status": self.standing, "direction": "outbound"} | self._now() | self._ending()
            self.world.of(Callbacks).tell(self.account.letter(url, told), self.thread)

    def _ending(self) -> dict[str, str]:
        if self.status != "completed":
            return {}
        return {"duration": str(self.duration_seconds), "end_time": _written(self.ended_at) or "", "rate": "0.0045"}

    def _now(self) -> dict[str, str]:
        return {"timestamp": stamp(self.world.clock.now())}


class Calls:
    """Every call of this run, newest last."""

    def __init__(self, world: World) -> None:
        self.by_id: dict[str, Call] = {}


def _written(at: datetime | None) -> str | None:
    return stamp(at) if at else None
