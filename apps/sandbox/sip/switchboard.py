"""What the pretend carrier does with each request: dials, cancels, ends calls, says that it is there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from apps.sandbox.sip import addresses, living, sdp
from apps.sandbox.sip.call import SDP, Call
from apps.sandbox.sip.digest import Challenged, Forbidden, Gate
from apps.sandbox.sip.flows import Flow
from apps.sandbox.sip.message import Header, Reply, Request
from apps.sandbox.sip.transactions import GIVE_UP_SECONDS, Served
from apps.sandbox.sip.trunk import VENDOR, Trunk
from apps.sandbox.world import World

ALLOWED: Header = ("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO")

type Ask = Callable[[Request, Flow], Awaitable[Reply]]


class Switchboard:
    """The calls of one world, by the tag that we gave them."""

    def __init__(self, world: World, ask: Ask) -> None:
        self._world = world
        self._ask = ask
        self._gate = Gate()
        self._calls: dict[str, Call] = {}
        # When somebody first tried to dial, by Call-ID: before they were asked who they are.
        self._invited: dict[str, datetime] = {}
        self._methods: dict[str, Callable[[Served], None]] = {
            "INVITE": self._invite,
            "CANCEL": self._cancel,
            "BYE": self._bye,
            "OPTIONS": self._options,
            "UPDATE": self._update,
            "INFO": self._hear,
        }

    def answer(self, served: Served) -> None:
        """A request that is not a repetition."""
        method = self._methods.get(served.request.method)
        if method is None:
            served.reply(served.request.reply(405, headers=(ALLOWED,)))
        else:
            method(served)

    def acknowledged(self, request: Request) -> None:
        """The ACK of a 200."""
        if call := self._call_of(request):
            call.acknowledged(request)

    def answered_again(self, reply: Reply) -> None:
        """They repeat their answer to a re-INVITE of ours."""
        if call := self._calls.get(addresses.read(reply.first("from")).tag):
            call.acknowledge_again()

    def _call_of(self, request: Request) -> Call | None:
        return self._calls.get(addresses.read(request.first("to")).tag)

    def _within(self, served: Served) -> Call | None:
        """The call that a request is within; it is told where there is none."""
        call = self._call_of(served.request)
        if call is None or call.is_over:
            served.reply(served.request.reply(481))
            return None
        return call

    def _invite(self, served: Served) -> None:
        request = served.request
        if addresses.read(request.first("to")).tag:
            self._renegotiate(served)
            return
        invited_at = self._invited.setdefault(request.call_id, self._world.clock.now())
        if refusal := self._refusal(request):
            served.reply(refusal)
            if refusal.status != 407:
                del self._invited[request.call_id]
                self._journal_refusal(request, refusal)
            return
        del self._invited[request.call_id]
        served.reply(request.reply(100))
        self._live(Call(self._world, served, ask=lambda asked: self._ask(asked, served.flow), invited_at=invited_at))

    def _live(self, call: Call) -> None:
        tag = call.dialog.tag
        self._calls[tag] = call
        call.place()
        call.life = self._world.spawn(living.live(call))
        # What was sent before the end may come after it.
        loop = asyncio.get_running_loop()
        call.life.add_done_callback(lambda _: loop.call_later(GIVE_UP_SECONDS, self._calls.pop, tag, None))

    def _refusal(self, request: Request) -> Reply | None:
        """Why nobody is dialled."""
        algorithms = self._world.of(Trunk).algorithms
        try:
            if algorithms:
                self._gate.admit(request, algorithms=algorithms)
            if request.body:
                sdp.read(request.body)
        except Challenged:
            return request.reply(407, headers=self._gate.challenge(algorithms))
        except Forbidden:
            return request.reply(403)
        except sdp.NotAcceptable:
            return request.reply(488)
        if required := request.first("require"):
            return request.reply(420, headers=(("Unsupported", required),))
        return None

    def _journal_refusal(self, request: Request, refusal: Reply) -> None:
        facts = {"to": addresses.number(request.uri), "id": request.call_id, "sip_response_code": refusal.status}
        self._world.journal.write(VENDOR, "call.refused", **facts)

    def _renegotiate(self, served: Served) -> None:
        """They hold us, take us back, or move."""
        call = self._within(served)
        if call is None:
            return
        try:
            headers = (call.dialog.contact, SDP)
            body = call.renegotiate(served)
        except sdp.NotAcceptable:
            served.reply(served.request.reply(488))
        else:
            served.reply(served.request.reply(200, headers=headers, body=body))

    def _cancel(self, served: Served) -> None:
        hop = served.request.hop
        call = next((each for each in self._calls.values() if each.dialog.invite.hop == hop), None)
        served.reply(served.request.reply(481 if call is None else 200))
        if call is not None:
            call.cancel()

    def _bye(self, served: Served) -> None:
        if call := self._within(served):
            served.reply(served.request.reply(200))
            call.left()

    def _options(self, served: Served) -> None:
        served.reply(served.request.reply(200, headers=(ALLOWED, ("Accept", SDP[1]))))

    def _update(self, served: Served) -> None:
        if served.request.body:
            self._renegotiate(served)
        elif call := self._within(served):
            call.news("call.refreshed", by="caller")
            served.reply(served.request.reply(200, headers=(call.dialog.contact,)))

    def _hear(self, served: Served) -> None:
        """Keys pressed by message rather than by tone."""
        if call := self._within(served):
            served.reply(served.request.reply(200))
            call.hear(served.request)
