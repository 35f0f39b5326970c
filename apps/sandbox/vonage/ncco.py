"""An application's NCCO, as the carrier knows such wishes: talk is Say, connect is Dial or Connect."""

from __future__ import annotations

from typing import Any

import orjson

from apps.sandbox.carrier.twiml import Unreadable, Verb


def verbs(document: str) -> list[Verb]:
    """Raises `Unreadable` for what Vonage refuses."""
    try:
        return [_verb(action) for action in orjson.loads(document)]
    except (orjson.JSONDecodeError, KeyError, TypeError, IndexError, AttributeError) as failure:
        raise Unreadable(f"Syntax error in NCCO: {failure}") from failure


def _verb(action: dict[str, Any]) -> Verb:
    match action["action"]:
        case "talk":
            return Verb("Say", action["text"], {"language": action.get("language", "")}, ())
        case "connect":
            return _connect(action, action["endpoint"][0])
    raise Unreadable(f"Invalid value type or action: {action['action']}")


def _connect(action: dict[str, Any], endpoint: dict[str, Any]) -> Verb:
    told = str(action.get("eventUrl", [""])[0])
    if endpoint["type"] == "websocket":
        parts = (Verb("Parameter", "", {"name": k, "value": v}, ()) for k, v in endpoint.get("headers", {}).items())
        return Verb("Connect", "", {"action": told}, (Verb("Stream", "", {"url": endpoint["uri"]}, tuple(parts)),))
    whisper = {"url": endpoint["onAnswer"]["url"], "method": "GET"} if "onAnswer" in endpoint else {}
    number = Verb("Number", f"+{endpoint['number']}", {**whisper, "statusCallback": told}, ())
    wishes = {"callerId": f"+{action['from']}", "timeout": str(action.get("timeout", 60)), "action": told}
    return Verb("Dial", "", wishes, (number,))
