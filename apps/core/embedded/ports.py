"""TCP ports on this machine."""

import socket
from contextlib import suppress
from random import SystemRandom

LOOPBACK = "127.0.0.1"
# Below those that systems give to connections by themselves (Linux from 32768 on): one of these could be taken by a
# connection in the moment between the look and the server's start. Above the dialer's ports for RTP.
_NEVER_GIVEN = range(24_000, 32_000)
_LOOKS = 100


def free() -> int:
    """A port that nobody listens on at the moment. Raises `OSError` where there is none."""
    for port in SystemRandom().sample(_NEVER_GIVEN, _LOOKS):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((LOOPBACK, port))
            return port
    raise OSError("no port is free")


def is_free(port: int) -> bool:
    """Whether a server could listen here now; connections of an earlier one that linger don't count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True
