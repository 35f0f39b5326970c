"""Where SIP messages come in and go out: each finds its transaction, or begins one (RFC 3261, section 17)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from apps.sandbox.faults import Fault
from apps.sandbox.sip import faulty, message
from apps.sandbox.sip.faulty import FaultyFlow
from apps.sandbox.sip.flows import Flow
from apps.sandbox.sip.message import Reply, Request
from apps.sandbox.sip.switchboard import Switchboard
from apps.sandbox.sip.transactions import Asked, Served
from apps.sandbox.sip.trunk import VENDOR
from apps.sandbox.world import World


class Endpoint:
    """Of one world, for all its wires."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._served: dict[tuple[str, str], Served] = {}
        self._asked: dict[str, Asked] = {}
        self._switchboard = Switchboard(world, self._ask)

    def take(self, packet: bytes, flow: Flow) -> None:
        """One message, as it came; what is none is journalled and forgotten."""
        try:
            came = message.read(packet)
        except message.Unreadable as failure:
            self._world.journal.write(VENDOR, "sip.unreadable", reason=str(failure), bytes=len(packet))
            return
        if isinstance(came, Reply):
            self._answered(came)
        else:
            self._break(came.received_from(*flow.peer), FaultyFlow(flow, self._world))

    def _break(self, request: Request, flow: Flow) -> None:
        """Do to it what the faults in force say."""
        struck = faulty.striking(self._world, request)
        modes = {fault.mode for fault in struck}
        if modes & {*faulty.LOSING}:
            return
        if "reset" in modes:
            flow.cut()
        elif "garbage" in modes:
            flow.send(faulty.GARBAGE)
        elif latency_ms := sum(fault.latency_ms for fault in struck):
            asyncio.get_running_loop().call_later(latency_ms / 1000, self._arrived, request, flow, struck)
        else:
            self._arrived(request, flow, struck)

    def _arrived(self, request: Request, flow: Flow, struck: Sequence[Fault]) -> None:
        if request.method == "ACK":
            self._acknowledged(request)
        elif known := self._served.get((request.hop, request.method)):
            known.again()
        else:
            self._begin(request, flow, next((fault.status for fault in struck if fault.status), None))

    def _begin(self, request: Request, flow: Flow, refusal: int | None) -> None:
        key = request.hop, request.method
        served = self._served[key] = Served(request, flow, forget=lambda: self._forget(key))
        if refusal:
            served.reply(request.reply(refusal))
        else:
            self._switchboard.answer(served)

    def _forget(self, key: tuple[str, str]) -> None:
        self._served.pop(key, None)

    def _acknowledged(self, request: Request) -> None:
        """The ACK of a refusal belongs to its INVITE's transaction, that of a 200 to the call."""
        if refused := self._served.get((request.hop, "INVITE")):
            refused.acknowledged()
        else:
            self._switchboard.acknowledged(request)

    async def _ask(self, request: Request, flow: Flow) -> Reply:
        asked = self._asked[request.branch] = Asked(request, flow)
        try:
            return await asked.answer()
        finally:
            del self._asked[request.branch]

    def _answered(self, reply: Reply) -> None:
        if asked := self._asked.get(reply.branch):
            asked.answered(reply)
        elif reply.method == "INVITE" and reply.is_final:
            self._switchboard.answered_again(reply)
