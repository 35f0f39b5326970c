"""What the stack's words about the end of a call mean: pure, by tables."""

from dataclasses import dataclass

from apps.integrations.telephony.base import CallStatus
from apps.integrations.wire.dialer import Outcome

# RFC 3261 section 21; 607 and 608 are RFC 8197 and RFC 8688.
_BY_SIP_STATUS = {
    401: Outcome.TRUNK_REFUSED,
    402: Outcome.TRUNK_REFUSED,
    403: Outcome.TRUNK_REFUSED,
    404: Outcome.NOT_FOUND,
    407: Outcome.TRUNK_REFUSED,
    408: Outcome.UNAVAILABLE,
    410: Outcome.NOT_FOUND,
    415: Outcome.NO_CODEC,
    480: Outcome.UNAVAILABLE,
    484: Outcome.NOT_FOUND,
    486: Outcome.BUSY,
    487: Outcome.HUNG_UP,
    488: Outcome.NO_CODEC,
    600: Outcome.BUSY,
    603: Outcome.DECLINED,
    604: Outcome.NOT_FOUND,
    606: Outcome.NO_CODEC,
    607: Outcome.UNWANTED,
    608: Outcome.BLOCKED,
}
_FAULTS = frozenset((Outcome.TRUNK_REFUSED, Outcome.TRUNK_FAULT, Outcome.TRUNK_SILENT))
_STATUSES = {
    Outcome.TALKED: CallStatus.COMPLETED,
    Outcome.MEDIA_LOST: CallStatus.COMPLETED,
    Outcome.BUSY: CallStatus.BUSY,
    Outcome.NO_ANSWER: CallStatus.NO_ANSWER,
    Outcome.HUNG_UP: CallStatus.CANCELED,
}
# The stack's own words where no RTP came for as long as it waits (wire/telephony.md 2.1).
_NO_RTP = "rtp stream error"
# What it says when all its RTP ports are taken is what it says of our own hanging up (2.4).
_OURSELVES = "Rejected by user"


@dataclass(frozen=True)
class Ending:
    """How a leg came to its end. `sip_status` is the carrier's own, if it said one."""

    outcome: Outcome
    sip_status: int | None = None

    @property
    def status(self) -> CallStatus:
        return _STATUSES.get(self.outcome, CallStatus.FAILED)

    @property
    def is_the_trunks_fault(self) -> bool:
        """Another trunk may do better; whether it may be tried is another matter."""
        return self.outcome in _FAULTS


def unanswered(text: str, *, by_us: bool) -> Ending:
    """Of a leg that ended before anybody picked up. `by_us`: we had asked for its end."""
    sip_status = sip_status_in(text)
    if sip_status is not None:
        return Ending(_refusal(sip_status), sip_status)
    if by_us:
        return Ending(Outcome.HUNG_UP)
    return Ending(Outcome.NO_PORTS if text == _OURSELVES else Outcome.TRUNK_SILENT)


def answered(text: str) -> Ending:
    """Of a leg in which somebody had picked up, whoever hung up."""
    return Ending(Outcome.MEDIA_LOST if text == _NO_RTP else Outcome.TALKED)


def sip_status_in(text: str) -> int | None:
    """Of "486 Busy Here,Q.850;cause=17": the stack glues a Reason header to the phrase."""
    head = text[:3]
    return int(head) if len(head) == 3 and head.isascii() and head.isdigit() and text[3:4] in ("", " ", ",") else None


def _refusal(sip_status: int) -> Outcome:
    if (known := _BY_SIP_STATUS.get(sip_status)) is not None:
        return known
    # A redirection is not followed: it would be the trunk's choice whom we call.
    return Outcome.UNAVAILABLE if 400 <= sip_status < 500 else Outcome.TRUNK_FAULT
