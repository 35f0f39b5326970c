"""What the gate says: every reason, the next lawful instant, and what a lawful call must do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    CALL = "call"
    SMS = "sms"
    EMAIL = "email"

    @property
    def done(self) -> str:
        """What happens to the person: "called"."""
        return {Channel.CALL: "called", Channel.SMS: "texted", Channel.EMAIL: "e-mailed"}[self]


@dataclass(frozen=True)
class Reason:
    """Why not, for machines and in words; `until` is when it may end by itself, None if waiting won't lift it."""

    code: str
    says: str
    until: datetime | None = None


@dataclass(frozen=True)
class Duties:
    """What a call that is allowed must do: these come from the laws of both ends."""

    announce_recording: bool = False
    disclose_ai: bool = False


@dataclass(frozen=True)
class Verdict:
    """Allowed if nothing speaks against it. `next_at` is None for an allowed one, and where waiting doesn't help."""

    channel: Channel
    reasons: Sequence[Reason] = ()
    next_at: datetime | None = None
    next_says: str = ""
    duties: Duties = Duties()
    pack_version: str = ""

    @property
    def is_allowed(self) -> bool:
        return not self.reasons

    @property
    def says(self) -> str:
        """All reasons in a row."""
        return "; ".join(reason.says for reason in self.reasons)

    def facts(self) -> dict[str, object]:
        """For the timeline."""
        reasons = [{"code": reason.code, "says": reason.says} for reason in self.reasons]
        following = {"next_at": self.next_at.isoformat(), "next": self.next_says} if self.next_at else {}
        return {"channel": self.channel, "reasons": reasons, "rules": self.pack_version, **following}

    @property
    def sentence(self) -> str:
        """For the timeline: "Not called: 20:12 in Miami, Florida's hours are 8-20. Next: tomorrow 08:00."."""
        if self.is_allowed:
            return f"May be {self.channel.done} now."
        following = f" Next: {self.next_says}." if self.next_says else ""
        return f"Not {self.channel.done}: {self.says}.{following}"
