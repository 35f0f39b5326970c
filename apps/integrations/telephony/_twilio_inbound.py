"""Calls that come in by Twilio: who calls, and the keys that they press. https://www.twilio.com/docs/voice/twiml."""

import re

from twilio.twiml.voice_response import Gather, VoiceResponse  # type: ignore[import-untyped]  # no py.typed

from apps.integrations.errors import Unreadable
from apps.integrations.http import Inbound
from apps.integrations.wire import twilio as wire
from apps.integrations.wire import twilio_hooks as hooks

from .base import AnswerScript, InboundCall

# "TN-Validation-Passed-A": only what was verified is an attestation.
_PASSED = re.compile(r"TN-Validation-Passed-([ABC])")
# What Twilio shows for a caller who hides the number; 266696687 spells ANONYMOUS.
_HIDDEN = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
# A lead who has heard the greeting is not kept waiting for a key.
_KEY_SECONDS = 1


class TakesCalls:
    """Reads Twilio's requests about a call that comes in."""

    def read_inbound(self, request: Inbound) -> InboundCall:
        called, caller = hooks.required(request, "To"), request.field("From")
        if not re.fullmatch(wire.E164, called):
            raise Unreadable("Twilio brings a call to what is no number")
        verified = _PASSED.fullmatch(request.field("StirVerstat"))
        is_known = re.fullmatch(wire.E164, caller) and caller not in _HIDDEN
        return InboundCall(
            provider_id=hooks.required(request, "CallSid"),
            caller=caller if is_known else "",
            called=called,
            attestation=verified[1] if verified else "",
        )

    def read_key(self, request: Inbound) -> str:
        return request.field("Digits")[:1]


def listening(response: VoiceResponse, script: AnswerScript) -> VoiceResponse | Gather:
    """Where to put what is said: in a <Gather>, if a key may interrupt it."""
    if not script.keys_url:
        return response
    return response.gather(input="dtmf", num_digits=1, timeout=_KEY_SECONDS, action=script.keys_url, method="POST")
