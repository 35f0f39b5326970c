"""Requests that want an answer though messages get lost: theirs, and ours (RFC 3261, section 17)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from apps.sandbox.sip.flows import Flow
from apps.sandbox.sip.message import Reply, Request

# RFC 3261, table 4: a round trip, the longest pause between repetitions, and when to give up.
T1_SECONDS, T2_SECONDS, GIVE_UP_SECONDS = 0.5, 4.0, 32.0


class Unanswered(Exception):
    """Nobody answered a request of ours."""


class Repetition:
    """Sends a packet again and again, more and more slowly, until it is stopped or given up."""

    def __init__(self, send: Callable[[], None], *, given_up: Callable[[], None]) -> None:
        self._send = send
        self._given_up = given_up
        self._pause = T1_SECONDS
        self._left = GIVE_UP_SECONDS
        self._timer = asyncio.get_running_loop().call_later(self._pause, self._again)

    def stop(self) -> None:
        self._timer.cancel()

    def _again(self) -> None:
        self._left -= self._pause
        if self._left <= 0:
            self._given_up()
            return
        self._send()
        self._pause = min(self._pause * 2, T2_SECONDS)
        self._timer = asyncio.get_running_loop().call_later(self._pause, self._again)


@dataclass(eq=False)
class Served:
    """A request of theirs. Asked again it says again what it said last."""

    request: Request
    flow: Flow
    forget: Callable[[], None]
    # What to do when an answer to an INVITE is never acknowledged.
    given_up: Callable[[], None] = lambda: None
    last: Reply | None = None
    _repetition: Repetition | None = None

    def reply(self, reply: Reply) -> None:
        if self.last is not None and self.last.is_final:
            return
        self.last = reply
        self.again()
        if reply.is_final:
            self._finish(reply)

    def again(self) -> None:
        if self.last is not None:
            self.flow.send(self.last.written())

    def acknowledged(self) -> None:
        if self._repetition is not None:
            self._repetition.stop()

    def _finish(self, reply: Reply) -> None:
        asyncio.get_running_loop().call_later(GIVE_UP_SECONDS, self.forget)
        # A 200 is repeated by all transports: a proxy between us may have lost it (section 13.3.1.4).
        if self.request.method == "INVITE" and (reply.status < 300 or not self.flow.is_reliable):
            self._repetition = Repetition(self.again, given_up=self.given_up)


@dataclass(eq=False)
class Asked:
    """A request of ours, repeated until it is answered."""

    request: Request
    flow: Flow
    _answer: asyncio.Future[Reply] = field(init=False)
    _repetition: Repetition | None = None

    async def answer(self) -> Reply:
        """Send, and wait for the final answer. Raises `Unanswered`."""
        self._answer = asyncio.get_running_loop().create_future()
        self._send()
        if not self.flow.is_reliable:
            self._repetition = Repetition(self._send, given_up=lambda: None)
        try:
            async with asyncio.timeout(GIVE_UP_SECONDS):
                return await self._answer
        except TimeoutError as error:
            raise Unanswered from error
        finally:
            self._stop()

    def answered(self, reply: Reply) -> None:
        if reply.is_final and not self._answer.done():
            self._answer.set_result(reply)
        if self.request.method == "INVITE":
            self._stop()

    def _send(self) -> None:
        self.flow.send(self.request.written())

    def _stop(self) -> None:
        if self._repetition is not None:
            self._repetition.stop()
