"""A SIP wire that breaks to order: what gets lost, and what is done to the rest."""

from __future__ import annotations

from dataclasses import dataclass

from apps.sandbox.faults import Fault
from apps.sandbox.sip import addresses
from apps.sandbox.sip.flows import Flow
from apps.sandbox.sip.message import Request
from apps.sandbox.sip.trunk import VENDOR
from apps.sandbox.world import World

LOSING = ("timeout", "accept_then_drop")
GARBAGE = b"\x00\x01 this is no SIP \xff\r\n\r\n"


@dataclass(frozen=True)
class FaultyFlow:
    """A flow on which what we send may get lost."""

    flow: Flow
    world: World

    @property
    def name(self) -> str:
        return self.flow.name

    @property
    def is_reliable(self) -> bool:
        return self.flow.is_reliable

    @property
    def peer(self) -> tuple[str, int]:
        return self.flow.peer

    @property
    def here(self) -> tuple[str, int]:
        return self.flow.here

    def send(self, packet: bytes) -> None:
        struck = self.world.faults.striking(VENDOR, _path_of_ours(packet))
        if not any(fault.mode in LOSING for fault in struck):
            self.flow.send(packet)

    def cut(self) -> None:
        self.flow.cut()


def striking(world: World, request: Request) -> list[Fault]:
    """What is done to a message that comes in; its path is the method and the number dialled."""
    return world.faults.striking(VENDOR, f"{request.method} {addresses.number(request.uri)}")


def _path_of_ours(packet: bytes) -> str:
    """`answer 200` or `carrier BYE`."""
    first, second, _ = packet.decode(errors="replace").split(" ", 2)
    return f"answer {second}" if first.startswith("SIP/") else f"carrier {first}"
