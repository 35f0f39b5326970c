"""Whoever is asked whether they are there: what they answer, and that nothing they say breaks the one who asks."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from apps.dialer import ping
from apps.dialer.ping import Silent
from apps.integrations.wire.dialer import Transport, Trunk
from apps.sandbox.sip import certificate

from .exchange import LOOPBACK

OK = b"SIP/2.0 200 OK\r\n\r\n"


async def asked(port: int, *, transport: Transport, ca_file: str = "") -> int:
    return await ping.ask(Trunk(host=LOOPBACK, port=port, transport=transport), ca_file=ca_file)


@contextlib.asynccontextmanager
async def answering(answer: bytes, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """The port of somebody who says this to whoever comes."""

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        with contextlib.suppress(ConnectionError):
            await reader.read()
        writer.close()

    async with await asyncio.start_server(say, LOOPBACK, 0, ssl=context) as server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    "answer", [b"x" * 20_000, b"HTTP/1.1 400 Bad Request\r\n"], ids=["no end of line", "another protocol"]
)
def test_who_speaks_no_sip_is_silent(answer: bytes) -> None:
    async def heard() -> int:
        async with answering(answer) as port:
            return await asked(port, transport="tcp")

    with pytest.raises(Silent):
        asyncio.run(heard())


def test_a_name_that_can_not_be_looked_up_is_silent() -> None:
    with pytest.raises(Silent):
        asyncio.run(ping.ask(Trunk(host="a" * 64, port=5060, transport="tcp"), ca_file=""))


def test_who_is_trusted_is_read_once_however_often_is_asked(tmp_path: Path) -> None:
    context, ca_file = certificate.made(tmp_path, host=LOOPBACK)

    async def heard() -> list[int]:
        async with answering(OK, context) as port:
            first = await asked(port, transport="tls", ca_file=str(ca_file))
            ca_file.unlink()
            return [first, await asked(port, transport="tls", ca_file=str(ca_file))]

    assert asyncio.run(heard()) == [200, 200]
