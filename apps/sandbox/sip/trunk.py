"""How the pretend carrier is reached, and whom it asks who they are."""

from __future__ import annotations

from dataclasses import dataclass

from apps.sandbox.sip import digest
from apps.sandbox.world import World

VENDOR = "sip"


@dataclass
class Trunk:
    """Of one world. Without algorithms nobody is challenged, as where a carrier knows its customers' addresses."""

    world: World
    algorithms: tuple[str, ...] = ("SHA-256", "MD5")
    # host:port, by UDP and TCP alike, and by TLS.
    address: str = ""
    tls_address: str = ""
    # A file with what vouches for the TLS door.
    certificate: str = ""

    def facts(self) -> dict[str, object]:
        shown = {name: value for name, value in vars(self).items() if name != "world"}
        return {**shown, "password": digest.PASSWORD}
