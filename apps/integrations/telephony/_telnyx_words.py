"""What Telnyx's words and codes mean, in ours."""

from ._causes import by_sip
from .base import CallStatus, Met

# https://developers.telnyx.com/development/api-fundamentals/api-errors
CALL_IS_OVER = "90018"
REASONS = {
    "10015": "Telnyx did not understand the order",
    "10016": "The lead's number is not a valid phone number",
    CALL_IS_OVER: "The call has ended",
}

# https://developers.telnyx.com/api-reference/callbacks/call-hangup
ENDED = {
    "normal_clearing": CallStatus.COMPLETED,
    "time_limit": CallStatus.COMPLETED,
    "user_busy": CallStatus.BUSY,
    "timeout": CallStatus.NO_ANSWER,
    "no_answer": CallStatus.NO_ANSWER,
    "originator_cancel": CallStatus.CANCELED,
    "call_rejected": CallStatus.FAILED,
    "not_found": CallStatus.FAILED,
    "unspecified": CallStatus.FAILED,
}
CAUSES = {
    "user_busy": "busy",
    "timeout": "nobody answered",
    "no_answer": "nobody answered",
    "originator_cancel": "ended before an answer",
    "call_rejected": "declined",
    "not_found": "number not in service",
    "unspecified": "could not be connected",
}
# Of `call.machine.detection.ended` and its premium sister; a fax is told by the premium one alone.
MET = {
    "human": Met.PERSON,
    "human_residence": Met.PERSON,
    "human_business": Met.PERSON,
    "machine": Met.MACHINE,
    "fax_detected": Met.FAX,
}


def cause(hangup_cause: str, sip: str) -> str:
    """Why a call was not answered, in words; "" for one that was."""
    if hangup_cause not in CAUSES:
        return ""
    # A busy line and a silent one have a SIP code too, that says no more.
    if hangup_cause in ("call_rejected", "not_found", "unspecified") and (words := by_sip(sip)):
        return words
    return CAUSES[hangup_cause]
