"""What Twilio's codes mean, in words."""

from ._causes import BY_STATUS, by_sip
from .base import CallStatus

# https://www.twilio.com/docs/api/errors
REASONS = {
    "21201": "Twilio got no number to call",
    "21203": "International calls are not enabled in the Twilio account",
    "21205": "Twilio does not accept the address of our call script",
    "21210": "The caller ID is not verified in the Twilio account",
    "21211": "The lead's number is not a valid phone number",
    "21212": "The caller ID is not a valid phone number",
    "21213": "Twilio got no caller ID",
    "21214": "The lead's number can't be reached by phone",
    "21215": "The Twilio account may not call the lead's country (voice geographic permissions)",
    "21216": "Twilio does not let this account call the lead's number",
    "21217": "The lead's number does not look like a phone number",
    "21219": "A Twilio trial account can call only verified numbers",
}


def cause(status: CallStatus, *, sip: str) -> str:
    """Why a call was not answered, in words; "" for one that was, or still may be."""
    return (by_sip(sip) or BY_STATUS[status]) if status in BY_STATUS else ""


def attestation(stir_status: str) -> str:
    """A, B or C (ATIS-1000074), from "A" as from "TN-Validation-Passed-A"."""
    letter = stir_status.rsplit("-", 1)[-1].upper()
    return letter if letter in ("A", "B", "C") else ""
