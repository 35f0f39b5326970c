"""What Vonage's words mean, in ours: https://developer.vonage.com/en/voice/voice-api/webhook-reference."""

from ._causes import BY_STATUS, by_sip
from .base import CallStatus

STATUSES = {
    "started": CallStatus.QUEUED,
    "ringing": CallStatus.RINGING,
    "answered": CallStatus.ANSWERED,
    # Of what is done within an answered call.
    "human": CallStatus.ANSWERED,
    "machine": CallStatus.ANSWERED,
    "disconnected": CallStatus.ANSWERED,
    "completed": CallStatus.COMPLETED,
    "busy": CallStatus.BUSY,
    "timeout": CallStatus.NO_ANSWER,
    "unanswered": CallStatus.NO_ANSWER,
    "rejected": CallStatus.FAILED,
    "failed": CallStatus.FAILED,
    "cancelled": CallStatus.CANCELED,
}
# How a leg ends that nobody talks on: a phone that was rung, or a stream that broke off.
WITHOUT_A_TALK = frozenset({"busy", "timeout", "unanswered", "rejected", "failed", "cancelled", "disconnected"})
# From memory, of `detail`, which says more where it stands.
DETAILS = {
    "number_out_of_service": "number not in service",
    "cannot_route": "no route to the number",
    "unavailable": "phone off or out of reach",
    "declined": "declined",
    "restricted": "refused by the carrier",
    "carrier_timeout": "the phone did not respond",
}


def cause(status: CallStatus, *, said: str, detail: str, sip_code: str) -> str:
    """Why a call was not answered, in words; "" for one that was, or still may be."""
    if status not in BY_STATUS:
        return ""
    refused = "refused by the carrier" if said == "rejected" else BY_STATUS[status]
    return by_sip(sip_code) or DETAILS.get(detail, refused)
