"""The doors of the pretend carrier: UDP and TCP on one port, TLS on another."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from apps.sandbox.sip import certificate
from apps.sandbox.sip.endpoint import Endpoint
from apps.sandbox.sip.flows import Datagrams, StreamFlow
from apps.sandbox.sip.trunk import Trunk
from apps.sandbox.world import World


@asynccontextmanager
async def listening(world: World, *, host: str, port: int, tls_port: int, directory: Path) -> AsyncIterator[None]:
    """Open inside the block; port 0 lets the system choose, and `Trunk` knows which it chose."""
    take = Endpoint(world).take
    trunk, loop = world.of(Trunk), asyncio.get_running_loop()
    server, datagrams = await _both(partial(StreamFlow, take, name="TCP"), partial(Datagrams, take), host, port)
    context, path = certificate.made(directory, host=host)
    sealed = await loop.create_server(partial(StreamFlow, take, name="TLS"), host, tls_port, ssl=context)
    trunk.address, trunk.tls_address = _address(server), _address(sealed)
    trunk.certificate = str(path)
    async with server, sealed:
        yield
    datagrams.close()


async def _both(
    stream: partial[StreamFlow], datagrams: partial[Datagrams], host: str, port: int
) -> tuple[asyncio.Server, asyncio.DatagramTransport]:
    """One port for both; where the system chooses it, what is free for one may be taken for the other."""
    loop = asyncio.get_running_loop()
    while True:
        server = await loop.create_server(stream, host, port)
        chosen = server.sockets[0].getsockname()[1]
        try:
            transport, _ = await loop.create_datagram_endpoint(datagrams, local_addr=(host, chosen))
        except OSError as error:
            server.close()
            if port or error.errno != errno.EADDRINUSE:
                raise
        else:
            return server, transport


def _address(server: asyncio.Server) -> str:
    host, port = server.sockets[0].getsockname()
    return f"{host}:{port}"
