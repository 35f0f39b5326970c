"""Vonage's documents: https://developer.vonage.com/en/voice/voice-api/ncco-reference."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson

from apps.integrations.http import Document, Inbound
from apps.integrations.wire import vonage as wire

from .base import AnswerScript

JSON = "application/json"
PCM = "audio/l16;rate=8000"
# Of one action; more of it Vonage refuses, and the document with it.
MOST_CHARACTERS = 1500
# Names in the addresses of ours that Vonage is given: where a call's news goes, who picked up, and whose leg it is.
NEWS, MACHINE, CALL = "news", "machine", "call"

type Action = dict[str, object]


def document(*actions: Action) -> Document:
    """When all is done the call ends; so it does at once where there is nothing to do."""
    return Document(orjson.dumps(actions), JSON)


def talk(text: str, *, language: str) -> Sequence[Action]:
    """Nothing, if there is nothing to say."""
    said = text.strip()[:MOST_CHARACTERS]
    return [{"action": "talk", "text": said, "language": language}] if said else []


def ring(script: AnswerScript, *, caller_id: str) -> Action:
    """The rep's phone; who picks up hears the whisper before the two are joined."""
    phone: Action = {"type": "phone", "number": wire.bare(script.rep_phone)}
    if script.whisper_url:
        phone["onAnswer"] = {"url": script.whisper_url}
    wishes = {"from": wire.bare(script.caller_id or caller_id), "timeout": script.ring_seconds}
    return _connect(phone, script.done_url) | wishes


def stream(script: AnswerScript) -> Action:
    """The call's audio, there and back."""
    socket = {"type": "websocket", "uri": script.stream_url, "content-type": PCM, "headers": dict(script.parameters)}
    return _connect(socket, script.done_url)


def within(made: Document, *, call: str, news: str) -> Document:
    """The same, its legs' news and its streams naming the call that they are part of, which Vonage does not do."""
    actions = orjson.loads(made.body)
    for action in actions:
        if "eventUrl" in action:
            action["eventUrl"] = [with_query(url, {CALL: call, NEWS: news}) for url in action["eventUrl"]]
        for endpoint in action.get("endpoint", ()):
            if endpoint["type"] == "websocket":
                endpoint["headers"] |= {CALL: call}
    return document(*actions)


def with_query(url: str, names: Mapping[str, str]) -> str:
    """An address of ours that says more; a name without a value is left out."""
    said = urlencode({name: value for name, value in names.items() if value})
    return f"{url}{'&' if urlsplit(url).query else '?'}{said}" if said else url


def known(request: Inbound, name: str) -> str:
    """What an address of ours says that we gave away; "" for nothing."""
    return dict(parse_qsl(urlsplit(request.url).query)).get(name, "")


def _connect(endpoint: Mapping[str, object], done_url: str) -> Action:
    told: Action = {"eventType": "synchronous", "eventUrl": [done_url]} if done_url else {}
    return {"action": "connect", "endpoint": [endpoint]} | told
