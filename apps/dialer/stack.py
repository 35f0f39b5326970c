"""The one SIP stack of the process: starts it, dials by it, and gives each event to the leg that it is of."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import certifi
import structlog
from baresip import Account, BaresipError, Call, Config, Event, Runtime, StackEvent, UserAgent

from apps.integrations.wire.dialer import Trunk

from .ladder import Ladder
from .leg import Leg

log = structlog.get_logger(__name__)

# The stack has 1,023 handles for agents and calls together, and can't end an agent (wire/telephony.md 2.2).
MOST_AGENTS = 500
PORTS_A_LEG = 2
_TRACE = logging.getLogger("baresip.native.sip")


class NotDialled(Exception):
    """The stack would not send it; nothing went out."""


@dataclass(frozen=True)
class Means:
    """What the stack is started with. `interface` pins an address: loopback is not found by itself."""

    interface: str = ""
    listen: str = ""
    rtp_ports: tuple[int, int] = (20_000, 20_999)
    ca_file: str = field(default_factory=certifi.where)
    # Without audio for so long, the other side is gone.
    rtp_timeout_seconds: int = 8

    @property
    def most_legs(self) -> int:
        """For how many there are ports."""
        first, last = self.rtp_ports
        return (last - first + 1) // PORTS_A_LEG

    def config(self) -> Config:
        first, last = self.rtp_ports
        lines = [f"rtp_ports {first}-{last}", "audio_jitter_buffer_ms 40-160", "sip_verify_server yes"]
        lines.append(f"sip_cafile {self.ca_file}")
        if self.listen:
            lines.append(f"sip_listen {self.listen}")
        return Config(
            net_interface=self.interface or None,
            max_concurrent_calls=None,
            sip_trace=True,
            rtp_timeout=self.rtp_timeout_seconds,
            extra_config_text="\n".join(lines),
        )


@dataclass(frozen=True)
class Wish:
    """One leg to dial."""

    trunk: Trunk = field(repr=False)
    to: str = field(repr=False)
    caller_id: str = field(repr=False)
    on_ringing: Callable[[], None] = lambda: None


class Stack:
    """`is_over`: its own thread has died, and there is no second one in a process."""

    def __init__(self, means: Means) -> None:
        self.is_over = False
        self._means = means
        self._runtime = Runtime()
        self._runtime.on_dead = self._died
        self._ladder: Ladder | None = None
        self._agents: dict[tuple[Trunk, str], UserAgent] = {}
        self._legs: dict[int, Leg] = {}
        # A call's events come before `dial` has told its handle, and the library forgets them: they wait here.
        self._early: dict[int, list[StackEvent]] = {}
        self._dialling = 0
        self._strays: set[int] = set()
        self._rejecting: set[asyncio.Future[None]] = set()

    @property
    def is_worn(self) -> bool:
        """No room for another caller ID: the process is to be started anew (`Desk.is_spent`)."""
        return len(self._agents) >= MOST_AGENTS

    @property
    def has_room(self) -> bool:
        """Whether there are ports for one more leg."""
        return len(self._legs) + self._dialling < self._means.most_legs

    async def start(self) -> None:
        self._ladder = Ladder()
        _TRACE.addHandler(self._ladder)
        _TRACE.setLevel(logging.DEBUG)
        # Numbers and passwords are in it: it goes to the ladder and nowhere else.
        _TRACE.propagate = False
        self._runtime.subscribe(self._take)
        await self._runtime.start(self._means.config())

    async def close(self) -> None:
        with contextlib.suppress(BaresipError):
            await self._runtime.close()
        if self._ladder:
            _TRACE.removeHandler(self._ladder)

    def knows(self, trunk: Trunk, caller_id: str) -> bool:
        """Whether a call by this number takes no new agent."""
        return (trunk, caller_id) in self._agents

    async def dial(self, wish: Wish) -> Leg:
        """The INVITE is on its way. Raises `NotDialled`."""
        uri = f"sip:{wish.to}@{wish.trunk.host}:{wish.trunk.port};transport={wish.trunk.transport}"
        self._dialling += 1
        try:
            agent = await self._agent(wish.trunk, wish.caller_id)
            call = await agent.dial(uri)
            return self._bound(call, Leg(call, on_ringing=wish.on_ringing))
        except (BaresipError, ValueError) as error:
            # The library's own words may quote the number.
            log.warning("dialer.not_dialled", exception=type(error).__name__)
            raise NotDialled from error
        finally:
            self._dialling -= 1
            if not self._dialling:
                self._early.clear()

    async def _agent(self, trunk: Trunk, caller_id: str) -> UserAgent:
        key = (trunk, caller_id)
        if key not in self._agents:
            agent = await UserAgent.create(self._runtime, _account(trunk, caller_id))
            agent.on_incoming(self._reject)
            self._agents[key] = agent
        return self._agents[key]

    def _bound(self, call: Call, leg: Leg) -> Leg:
        """Nothing awaits between the call's handle and this, so its events are either here already or to come."""
        self._legs[call.handle] = leg
        waiting = self._early.pop(call.handle, [])
        for place, event in enumerate(waiting):
            self._give(leg, event)
            if event.event is Event.CALL_CLOSED:
                # Handles are used again: what follows is the next call's.
                self._early[call.handle] = waiting[place + 1 :]
                break
        return leg

    def _take(self, event: StackEvent) -> None:
        if not event.call:
            return
        if event.event is Event.CALL_INCOMING:
            self._strays.add(event.call)
        if event.call in self._strays:
            if event.event is Event.CALL_CLOSED:
                self._strays.discard(event.call)
        elif leg := self._legs.get(event.call):
            self._give(leg, event)
        elif self._dialling:
            self._early.setdefault(event.call, []).append(event)

    def _give(self, leg: Leg, event: StackEvent) -> None:
        if not leg.call_id and event.call_id and self._ladder:
            leg.dialog = self._ladder.of(event.call_id)
        leg.take(event)
        if event.event is Event.CALL_CLOSED:
            self._legs.pop(event.call, None)

    def _died(self) -> None:
        log.critical("dialer.stack_died", count=len(self._legs))
        self.is_over = True

    def _reject(self, call: Call) -> None:
        """Nobody calls us here: whoever tries is a scanner, or a carrier that is set up wrong."""
        log.warning("dialer.stray_call")
        task = asyncio.ensure_future(self._rejected(call))
        self._rejecting.add(task)
        task.add_done_callback(self._rejecting.discard)

    async def _rejected(self, call: Call) -> None:
        with contextlib.suppress(BaresipError):
            await call.reject()


def _account(trunk: Trunk, caller_id: str) -> Account:
    """The trunk sees the caller ID as the one who calls, and the user's name only beside the password."""
    return Account(
        user=caller_id,
        domain=f"{trunk.host}:{trunk.port}",
        password=trunk.password,
        auth_user=trunk.user or None,
        reg_interval=0,
        transport=trunk.transport,
        audio_codecs=trunk.codecs,
        extra_params=("mediaenc=srtp-mand",) if trunk.srtp else (),
    )
