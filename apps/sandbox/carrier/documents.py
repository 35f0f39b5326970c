"""Fetching TwiML from the application, signed as Twilio signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

from apps.sandbox.callbacks import Callbacks, Letter, Reply, Undelivered
from apps.sandbox.carrier import twiml
from apps.sandbox.carrier.calls import Call


@dataclass(frozen=True)
class Document:
    """A TwiML document and where it came from, for its relative URLs."""

    url: str
    verbs: list[twiml.Verb]

    def address(self, relative: str) -> str:
        return urljoin(self.url, relative)


async def fetch(call: Call, url: str, *, method: str = "POST", news: Mapping[str, str] | None = None) -> Document:
    """Ask the application what to do; an empty document, and a line in the journal, if it can't say."""
    form = call.form() | call.in_its_words(dict(news or {}))
    if method.upper() == "GET":
        url = f"{url}{'&' if '?' in url else '?'}{urlencode(form)}"
    letter = call.account.letter(url, form, method=method.upper() or "POST")
    return Document(url, await _verbs(call, letter))


async def _verbs(call: Call, letter: Letter) -> list[twiml.Verb]:
    callbacks = call.world.of(Callbacks)
    try:
        return _read(await callbacks.ask(letter), call)
    except (Undelivered, twiml.Unreadable) as failure:
        callbacks.failed(letter, str(failure))
        return []


def _read(reply: Reply, call: Call) -> list[twiml.Verb]:
    if reply.status >= 300:
        raise twiml.Unreadable(f"HTTP {reply.status}")
    # An `action` URL may answer with nothing at all.
    return call.account.read(reply.text) if reply.text.strip() else []
