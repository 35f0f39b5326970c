"""What Plivo's words mean, in ours: https://www.plivo.com/docs/voice/concepts/callbacks."""

from ._causes import BY_STATUS
from .base import CallStatus

STATUSES = {
    "queued": CallStatus.QUEUED,
    "early-media": CallStatus.RINGING,
    "ringing": CallStatus.RINGING,
    "in-progress": CallStatus.ANSWERED,
    "completed": CallStatus.COMPLETED,
    "busy": CallStatus.BUSY,
    "no-answer": CallStatus.NO_ANSWER,
    "timeout": CallStatus.NO_ANSWER,
    "failed": CallStatus.FAILED,
    "cancel": CallStatus.CANCELED,
    "canceled": CallStatus.CANCELED,
}
# Of HangupCauseName, in either of the spellings that are seen.
HANGUP_CAUSES = {
    "call rejected": "declined",
    "rejected": "declined",
    "unallocated number": "number not in service",
    "invalid destination address": "number not in service",
    "destination out of service": "number not in service",
    "subscriber absent": "phone off or out of reach",
    "network congestion": "the network is busy",
    "ring timeout reached": "nobody answered",
    "cancelled (out of credits)": "the Plivo account's credit does not suffice",
}


def cause(status: CallStatus, named: str) -> str:
    """Why a call was not answered, in words; "" for one that was, or still may be."""
    if status not in BY_STATUS:
        return ""
    return HANGUP_CAUSES.get(named.lower().replace("_", " ").strip(), BY_STATUS[status])
