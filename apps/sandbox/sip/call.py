"""A call by SIP: its verbs send the message and journal the fact."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from apps.sandbox.numbers import Person
from apps.sandbox.sip import addresses, sdp
from apps.sandbox.sip.dialog import Dialog
from apps.sandbox.sip.handset import Handset
from apps.sandbox.sip.message import Header, Reply, Request
from apps.sandbox.sip.transactions import Served, Unanswered
from apps.sandbox.sip.trunk import VENDOR
from apps.sandbox.world import World

SDP: Header = ("Content-Type", "application/sdp")

type Ask = Callable[[Request], Awaitable[Reply]]


class Call:
    """From the INVITE on. `ask` sends a request of ours within it."""

    def __init__(self, world: World, served: Served, *, ask: Ask, invited_at: datetime) -> None:
        request = served.request
        self.world = world
        self.dialog = Dialog(request, served.flow)
        self.to, self.from_ = addresses.number(request.uri), _caller(request)
        self.handset = Handset(on_key=lambda key: self.news("call.pressed", key=key))
        self.life: asyncio.Task[None] | None = None
        self.was_cancelled = asyncio.Event()
        self.answered_at: datetime | None = None
        self.is_over = False
        # What the person at the phone noticed.
        self.report: Callable[[], dict[str, object]] = dict
        self._served = served
        self._invites = [served]
        self._ask = ask
        self._versions = 0
        self._acknowledgement: Request | None = None
        self._invited_at = invited_at

    @property
    def person(self) -> Person:
        return self.world.people.at(self.to)

    @property
    def offer(self) -> bytes:
        return self.dialog.invite.body

    def place(self) -> None:
        """Somebody dials, and the carrier has it."""
        marks = {name: value for name, value in self.dialog.invite.headers if name.lower().startswith("x-")}
        transport = self.dialog.flow.name.lower()
        self.news("call.placed", invited_at=self._invited_at, transport=transport, headers=marks)

    async def open_line(self) -> None:
        """A way for its audio."""
        host, _ = self.dialog.flow.here
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self.handset, local_addr=(host, 0))
        if self.offer:
            self.handset.agree(sdp.read(self.offer))

    def ring(self) -> None:
        self._reply(180)
        self.news("call.ringing")

    def ring_aloud(self) -> None:
        """With audio before the answer: 183 and what to hear it by."""
        self._reply(183, body=self.description())
        self.handset.begin()
        self.news("call.ringing", early_media=True)

    def answer(self) -> None:
        self.answered_at = self.world.clock.now()
        self.news("call.answered", at=self.answered_at)
        self._served.given_up = self._unacknowledged
        self._reply(200, body=self.description())
        self.handset.begin()

    def renegotiate(self, served: Served) -> bytes:
        """Our answer to another offer of theirs. Raises `NotAcceptable`."""
        was_held = self.handset.is_held
        if served.request.body:
            self.handset.agree(sdp.read(served.request.body))
        self.dialog.retarget(served.request)
        if served.request.method == "INVITE":
            self._invites.append(served)
            served.given_up = self._unacknowledged
        if was_held != self.handset.is_held:
            self.news("call.held" if self.handset.is_held else "call.resumed", by="caller")
        return self.description()

    def acknowledged(self, request: Request) -> None:
        for served in self._invites:
            if served.request.sequence == request.sequence:
                served.acknowledged()
        # Where the INVITE offered nothing, the ACK answers our own offer.
        if request.body and not self.offer:
            self._agree_late(request.body)

    def refuse(self, status: int, *, outcome: str, why: str, headers: tuple[Header, ...] = ()) -> None:
        """Never answered, and over."""
        self._served.reply(self.dialog.invite.reply(status, to_tag=self.dialog.tag, headers=headers))
        self.end(outcome, sip_code=status, why=why)

    def left(self) -> None:
        """They hang up, be it before anybody answered."""
        if self.answered_at is None:
            self.refuse(487, outcome="canceled", why="caller hung up")
        else:
            self.end("completed", sip_code=200, why="caller hung up")

    def hear(self, told: Request) -> None:
        """A key pressed by INFO: `Signal=1`, as most write it."""
        if key := re.search(rb"(?im)^signal\s*=\s*([0-9*#a-d])", told.body):
            self.news("call.pressed", key=key[1].decode().upper())

    def cancel(self) -> None:
        """They no longer want to; who picks up at that moment is faster."""
        self.was_cancelled.set()
        if self.answered_at is None and not self.is_over and self.person.behaviour != "crosses":
            self.refuse(487, outcome="canceled", why="caller cancelled")

    async def hang_up(self, *, why: str) -> None:
        """We say goodbye, and are over whatever they answer."""
        if self.is_over:
            return
        self.end("completed", sip_code=200, why=why)
        try:
            await self._ask(self.dialog.request("BYE"))
        except Unanswered:
            self.news("call.unanswered", method="BYE")

    async def offer_again(self, direction: str) -> Reply:
        """A re-INVITE: `sendonly` holds them, `sendrecv` takes them back. Raises `Unanswered`."""
        request = self.dialog.request("INVITE", headers=(SDP,), body=self.description(direction))
        reply = await self._ask(request)
        self._acknowledgement = self.dialog.acknowledgement(request, reply)
        self.acknowledge_again()
        return reply

    def acknowledge_again(self) -> None:
        """Our ACK got lost: their 200 came again."""
        if self._acknowledgement is not None:
            self.dialog.flow.send(self._acknowledgement.written())

    async def refresh(self) -> Reply:
        """An UPDATE that changes nothing, as session timers send. Raises `Unanswered`."""
        return await self._ask(self.dialog.request("UPDATE", headers=(("Session-Expires", "1800;refresher=uac"),)))

    def description(self, direction: str = "") -> bytes:
        """What we hear and say; the direction mirrors theirs unless we want another."""
        self._versions += 1
        host, _ = self.dialog.flow.here
        agreed = self.handset.agreed
        mirrored = sdp.MIRRORED[agreed.direction] if agreed else "sendrecv"
        return sdp.write(
            host=host,
            port=self.handset.port,
            agreed=agreed,
            direction=direction or mirrored,
            version=self._versions,
        )

    def end(self, outcome: str, *, sip_code: int, why: str) -> None:
        """Over, once; a later end changes nothing."""
        if self.is_over:
            return
        self.is_over = True
        seconds = (self.world.clock.now() - self.answered_at).total_seconds() if self.answered_at else 0
        heard = {**self.handset.arrivals.report(), "sent": self.handset.frames_sent}
        self.news(
            "call.ended",
            status=outcome,
            sip_response_code=sip_code,
            why=why,
            duration_seconds=round(seconds, 1),
            rtp=heard,
            **self.report(),
        )
        self.handset.close()
        if self.life is not None and self.life is not asyncio.current_task():
            self.life.cancel()

    def news(self, kind: str, **facts: Any) -> None:
        """Write it into the journal."""
        facts.setdefault("at", self.world.clock.now())
        named = {"to": self.to, "from": self.from_, "id": self.dialog.invite.call_id}
        self.world.journal.write(VENDOR, kind, **named, **facts)

    def _reply(self, status: int, *, body: bytes = b"") -> None:
        headers = (self.dialog.contact, *((SDP,) if body else ()))
        reply = self.dialog.invite.reply(status, to_tag=self.dialog.tag, headers=headers, body=body)
        self._served.reply(reply)

    def _agree_late(self, body: bytes) -> None:
        try:
            self.handset.agree(sdp.read(body))
        except sdp.NotAcceptable:
            self.world.spawn(self.hang_up(why="no codec in common"))

    def _unacknowledged(self) -> None:
        self.world.spawn(self.hang_up(why="never acknowledged"))


def _caller(request: Request) -> str:
    """The identity that they assert, else what From says."""
    asserted = request.first("p-asserted-identity")
    return addresses.read(asserted or request.first("from")).number
