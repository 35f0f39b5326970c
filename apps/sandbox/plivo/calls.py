"""A call by Plivo: the carrier's, told in Plivo's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from apps.sandbox.callbacks import Callbacks
from apps.sandbox.carrier import calls
from apps.sandbox.world import World

_STATUSES = {"queued": "queued", "initiated": "queued", "canceled": "cancel"}
# From memory: the names that a far end's refusal comes with.
_CAUSES = {404: "Unallocated Number", 486: "Busy Line", 487: "Ring Timeout Reached", 603: "Call Rejected"}


@dataclass(eq=False)
class Call(calls.Call):
    sid: str = field(default_factory=lambda: str(uuid4()))

    def form(self) -> dict[str, str]:
        known = {
            "CallUUID": self.sid,
            "RequestUUID": self.sid,
            "ALegUUID": self.sid,
            "ALegRequestUUID": self.sid,
            "From": self.from_.removeprefix("+"),
            "To": self.to.removeprefix("+"),
            "Direction": "outbound",
            "CallStatus": _STATUSES.get(self.status, self.status),
            "Event": "StartApp",
            "STIRAttestation": "A",
        }
        if self.answered_by:
            known |= {"Machine": str(self.answered_by != "human").lower(), "Event": "MachineDetection"}
        return known

    def in_its_words(self, news: dict[str, str]) -> dict[str, str]:
        return {"DialStatus": news["DialCallStatus"]} if "DialCallStatus" in news else news

    def listed(self) -> dict[str, object]:
        """Of a call that waits or goes on."""
        known = {"call_uuid": self.sid, "request_uuid": self.sid, "call_status": self.form()["CallStatus"]}
        numbers = {"from": self.form()["From"], "to": self.form()["To"]}
        return {**known, **numbers, "session_start": _written(self.created_at)}

    def record(self) -> dict[str, object]:
        """Of a call that is over."""
        known = {"call_uuid": self.sid, "call_state": self.form()["CallStatus"], "call_duration": self.duration_seconds}
        numbers = {"from_number": self.form()["From"], "to_number": self.form()["To"]}
        times = {"initiation_time": _written(self.created_at), "end_time": _written(self.ended_at)}
        return {**known, **numbers, **times, "hangup_cause_name": _CAUSES.get(self.sip_code or 0, "Normal Hangup")}

    def _move(self, status: str, **extra: str) -> None:
        self.status = status
        if status == "ringing":
            self._tell(self.wishes.first("RingUrl"), Event="Ring")
        if self.is_over:
            named = {"HangupCauseName": _CAUSES.get(self.sip_code or 0, "Normal Hangup"), "Event": "Hangup"}
            ended = {"Duration": str(self.duration_seconds), "EndTime": _written(self.ended_at)}
            self._tell(self.wishes.first("HangupUrl"), **named, **ended)

    def _tell(self, url: str, **news: str) -> None:
        if url:
            self.world.of(Callbacks).tell(self.account.letter(url, self.form() | news), self.thread)


class Calls:
    """Every call of this run, newest last."""

    def __init__(self, world: World) -> None:
        self.by_id: dict[str, Call] = {}


def _written(at: datetime | None) -> str:
    """Without a zone, as theirs."""
    return f"{at:%Y-%m-%d %H:%M:%S.%f}" if at else ""
