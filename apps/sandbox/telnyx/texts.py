"""Texts by Telnyx: what the network does with them, who has said STOP, and what people write."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from apps.sandbox.callbacks import Callbacks, Thread
from apps.sandbox.carrier.texting import DELIVERED_SECONDS, SENT_SECONDS
from apps.sandbox.journal import stamp
from apps.sandbox.telnyx import accounts
from apps.sandbox.telnyx.accounts import VENDOR, Account, TelnyxRefused
from apps.sandbox.world import World

STOP = frozenset({"stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit"})
START = frozenset({"start", "unstop"})
UNDELIVERABLE = {"landline": ("40001", "Not routable"), "unreachable": ("40008", "Undeliverable")}


@dataclass(eq=False)
class Text:
    """One outgoing message."""

    world: World
    account: Account
    wanted: dict[str, Any]
    created_at: datetime
    id: str = field(default_factory=lambda: str(uuid4()))
    status: str = "queued"
    trouble: tuple[str, str] | None = None
    thread: Thread = field(default_factory=Thread)

    def resource(self) -> dict[str, object]:
        """As an answer and as an event's payload."""
        return {
            "record_type": "message",
            "direction": "outbound",
            "id": self.id,
            "type": "SMS",
            "from": {"phone_number": self.wanted["from"]},
            "to": [{"phone_number": self.wanted["to"], "status": self.status}],
            "text": self.wanted["text"],
            "errors": [{"code": self.trouble[0], "title": self.trouble[1]}] if self.trouble else [],
            "cost": {"amount": "0.0040", "currency": "USD"},
        }

    def record(self) -> dict[str, object]:
        """As the detail records keep it: without the text."""
        kept = {"record_type": "message_detail_record", "uuid": self.id, "status": self.status}
        numbers = {"cli": self.wanted["from"], "cld": self.wanted["to"], "direction": "outbound"}
        return {**kept, **numbers, "created_at": stamp(self.created_at)}


class Texts:
    """Every text of this run, and the carrier's own list of who wants none from whom."""

    def __init__(self, world: World) -> None:
        self.by_id: dict[str, Text] = {}
        self._by_key: dict[str, Text] = {}
        self._stopped: set[tuple[str, str]] = set()
        self._world = world

    def send(self, account: Account, wanted: dict[str, Any], *, key: str) -> Text:
        """Once under a key; raises `TelnyxRefused` if that person stopped that sender."""
        if key and (known := self._by_key.get(f"{account.api_key} {key}")):
            return known
        if (wanted["to"], wanted["from"]) in self._stopped:
            raise TelnyxRefused(400, "40300", "Blocked due to STOP message")
        text = Text(self._world, account, wanted, self._world.clock.now())
        self.by_id[text.id] = text
        self._by_key[f"{account.api_key} {key or text.id}"] = text
        sent = {"to": wanted["to"], "from": wanted["from"], "body": wanted["text"]}
        self._world.journal.write(VENDOR, "sms.sent", **sent, id=text.id)
        self._world.spawn(self._deliver(text))
        return text

    def write(self, account: Account, person: str, to: str, body: str, *, url: str) -> None:
        """A person writes to a number of the account's, whose messaging profile has this address."""
        word = " ".join(body.lower().split())
        if word in STOP:
            self._stopped.add((person, to))
        if word in START:
            self._stopped.discard((person, to))
        self._world.journal.write(VENDOR, "sms.received", **{"from": person}, to=to, senders=[to], body=body)
        payload: dict[str, object] = {
            "record_type": "message",
            "direction": "inbound",
            "id": str(uuid4()),
            "type": "SMS",
            "from": {"phone_number": person},
            "to": [{"phone_number": to, "status": "webhook_delivered"}],
            "text": body,
            "errors": [],
        }
        letter = account.letter(url, accounts.event(self._world, "message.received", payload))
        self._world.of(Callbacks).tell(letter, Thread())

    async def _deliver(self, text: Text) -> None:
        await asyncio.sleep(SENT_SECONDS)
        self._move(text, "sent", "message.sent")
        await asyncio.sleep(DELIVERED_SECONDS)
        text.trouble = UNDELIVERABLE.get(self._world.people.at(text.wanted["to"]).line)
        self._move(text, "delivery_failed" if text.trouble else "delivered", "message.finalized")
        outcome = "undelivered" if text.trouble else "delivered"
        self._world.journal.write(VENDOR, f"sms.{outcome}", to=text.wanted["to"], id=text.id)

    def _move(self, text: Text, status: str, kind: str) -> None:
        text.status = status
        if url := text.wanted.get("webhook_url"):
            letter = text.account.letter(url, accounts.event(self._world, kind, text.resource()))
            self._world.of(Callbacks).tell(letter, text.thread)
