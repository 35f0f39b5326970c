"""Texts: what the network does with them, and who has said STOP to whom."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from apps.sandbox.callbacks import Callbacks, Thread
from apps.sandbox.carrier import prices
from apps.sandbox.carrier.accounts import API, VENDOR, Account, TwilioRefused, new_sid
from apps.sandbox.clock import rfc2822
from apps.sandbox.forms import Form
from apps.sandbox.world import World

STOP = frozenset(("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"))
START = frozenset(("START", "YES", "UNSTOP"))
SENT_SECONDS, DELIVERED_SECONDS = 0.08, 0.25
UNDELIVERABLE = {"landline": 30006, "unreachable": 30003}
UNITS_A_SEGMENT = 153


@dataclass(eq=False)
class Text:
    """One outgoing message."""

    world: World
    account: Account
    to: str
    from_: str
    body: str
    service_sid: str | None
    callback: str
    created_at: datetime
    sid: str = field(default_factory=lambda: new_sid("SM"))
    status: str = "queued"
    error_code: int | None = None
    sent_at: datetime | None = None
    thread: Thread = field(default_factory=Thread)

    @property
    def sender(self) -> str:
        """Who a STOP silences: the messaging service, or the one number."""
        return self.service_sid or self.from_

    @property
    def segments(self) -> int:
        return 1 + len(self.body) // UNITS_A_SEGMENT

    def form(self) -> dict[str, str]:
        """A status callback."""
        told = {
            "ApiVersion": API.strip("/"),
            "MessageStatus": self.status,
            "SmsStatus": self.status,
            "MessageSid": self.sid,
            "SmsSid": self.sid,
            "To": self.to,
            "From": self.from_,
            "AccountSid": self.account.sid,
        }
        extra = {"MessagingServiceSid": self.service_sid, "ErrorCode": self.error_code}
        return told | {name: str(value) for name, value in extra.items() if value}

    def resource(self) -> dict[str, object]:
        """As the REST API shows it."""
        uri = f"{API}/Accounts/{self.account.sid}/Messages/{self.sid}"
        is_accepted = self.status == "accepted"
        return {
            "account_sid": self.account.sid,
            "api_version": API.strip("/"),
            "body": self.body,
            "date_created": rfc2822(self.created_at),
            "date_sent": self.sent_at and rfc2822(self.sent_at),
            "date_updated": rfc2822(self.sent_at or self.created_at),
            "direction": "outbound-api",
            "error_code": self.error_code,
            "error_message": None,
            "from": None if is_accepted else self.from_,
            "messaging_service_sid": self.service_sid,
            "num_media": "0",
            "num_segments": "0" if is_accepted else str(self.segments),
            "price": (price := prices.of_text(self.world, self.sent_at, segments=self.segments)),
            "price_unit": "USD" if price else None,
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }


class Texts:
    """Every text of this run, and the carrier's own list of who wants none from whom."""

    def __init__(self, world: World) -> None:
        self.by_sid: dict[str, Text] = {}
        self._world = world
        self._stopped: set[tuple[str, str]] = set()
        for entry in world.journal.of("sms.received"):
            self._obey(entry.facts["from"], entry.facts["senders"], entry.facts["body"])

    def send(self, account: Account, form: Form, *, from_: str) -> Text:
        """Take a text for delivery; raises `TwilioRefused` if that person stopped that sender."""
        service_sid = form.first("MessagingServiceSid") or None
        to, body, callback = form.first("To"), form.first("Body"), form.first("StatusCallback")
        text = Text(self._world, account, to, from_, body, service_sid, callback, self._world.clock.now())
        if (to, text.sender) in self._stopped:
            raise TwilioRefused(400, 21610, "Attempt to send to unsubscribed recipient")
        text.status = "accepted" if service_sid else "queued"
        self.by_sid[text.sid] = text
        self._world.journal.write(account.vendor, "sms.sent", to=to, **{"from": from_}, body=body, id=text.sid)
        self._world.spawn(self._deliver(text))
        return text

    def last_to(self, person: str) -> Text | None:
        """The text a person would be answering."""
        return next((text for text in reversed(self.by_sid.values()) if text.to == person), None)

    def hear(self, person: str, senders: list[str], body: str) -> str | None:
        """Obey an opt-out keyword as the carrier does; returns `STOP`, `START` or nothing."""
        facts = {"from": person, "to": senders[0], "senders": senders, "body": body}
        self._world.journal.write(VENDOR, "sms.received", **facts)
        return self._obey(person, senders, body)

    def _obey(self, person: str, senders: list[str], body: str) -> str | None:
        pairs = {(person, sender) for sender in senders}
        match body.strip().upper():
            case word if word in STOP:
                self._stopped |= pairs
                return "STOP"
            case word if word in START:
                self._stopped -= pairs
                return "START"
            case _:
                return None

    async def _deliver(self, text: Text) -> None:
        await asyncio.sleep(SENT_SECONDS)
        text.sent_at = self._world.clock.now()
        self._move(text, "sent")
        await asyncio.sleep(DELIVERED_SECONDS)
        text.error_code = UNDELIVERABLE.get(self._world.people.at(text.to).line)
        self._move(text, "undelivered" if text.error_code else "delivered")
        told = {"to": text.to, "id": text.sid, "error_code": text.error_code}
        self._world.journal.write(text.account.vendor, f"sms.{text.status}", **told)

    def _move(self, text: Text, status: str) -> None:
        text.status = status
        if text.callback:
            self._world.of(Callbacks).tell(text.account.letter(text.callback, text.form()), text.thread)
