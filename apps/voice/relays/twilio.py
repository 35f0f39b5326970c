"""Twilio's ConversationRelay, https://www.twilio.com/docs/voice/conversationrelay/websocket-messages."""

import re
from typing import Any

import orjson

from apps.voice.wires import base
from apps.voice.wires.base import Digit, Event, Interrupted, Prompted, Started, Troubled

_CODE = re.compile(r"\b\d{5}\b")


class Relay(base.Relay):
    def text(self, token: str, *, is_last: bool, is_interruptible: bool) -> str:
        told = {"type": "text", "token": token, "last": is_last, "interruptible": is_interruptible}
        return orjson.dumps(told).decode()

    def end(self) -> str:
        # No handoffData: what came of the call is ours to know.
        return orjson.dumps({"type": "end"}).decode()

    def event(self, told: Any) -> Event | None:
        match told["type"]:
            case "setup":
                return Started(str(told["sessionId"]), str(told["callSid"]), str(told.get("accountSid", "")))
            case "prompt":
                return Prompted(str(told["voicePrompt"]), is_last=told.get("last", True) is True)
            case "interrupt":
                return Interrupted(str(told.get("utteranceUntilInterrupt", "")))
            case "dtmf":
                return Digit(str(told["digit"])[:1])
            case "error":
                # Its description may repeat what we said.
                code = _CODE.search(str(told.get("description", "")))
                return Troubled(code[0] if code else "")
        return None
