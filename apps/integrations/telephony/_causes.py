"""Why a call was not answered, in the words that carriers share."""

from .base import CallStatus

BY_SIP = {
    "403": "refused by the carrier",
    "404": "number not in service",
    "408": "the phone did not respond",
    "410": "number not in service",
    "480": "phone off or out of reach",
    "484": "number incomplete",
    "603": "declined",
    "604": "number does not exist",
    "607": "unwanted, says the receiver",
    "608": "blocked by analytics",
}
BY_STATUS = {
    CallStatus.BUSY: "busy",
    CallStatus.NO_ANSWER: "nobody answered",
    CallStatus.FAILED: "could not be connected",
    CallStatus.CANCELED: "ended before an answer",
}


def by_sip(code: str) -> str:
    """With the code; "" for one that says no more than the status."""
    return f"{BY_SIP[code]} ({code})" if code in BY_SIP else ""
