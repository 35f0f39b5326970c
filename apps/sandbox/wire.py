"""The wire between us and a vendor, and how it breaks."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from apps.sandbox.faults import Fault
from apps.sandbox.world import World

HOLD_SECONDS = 60
GARBAGE = "<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>"

type Refusal = Callable[[int], Response]


class BreakableHttp(H11Protocol):
    """Uvicorn's protocol, which also shows an application the socket it may cut."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


class FaultyWire:
    """Outermost layer: carries a vendor's requests through whatever faults are in force."""

    def __init__(self, app: ASGIApp, *, world: World, refusals: dict[str, Refusal]) -> None:
        self.app = app
        self.world = world
        self.refusals = refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        vendor, path = _addressee(scope)
        if vendor not in self.refusals:
            return await self.app(scope, receive, send)
        struck = self.world.faults.striking(vendor, path)
        if latency_ms := sum(fault.latency_ms for fault in struck):
            await asyncio.sleep(latency_ms / 1000)
        fault = next((fault for fault in struck if fault.spoils), None)
        if fault is None:
            return await self.app(scope, receive, send)
        return await self._spoil(fault, vendor, scope, receive, send)

    async def _spoil(self, fault: Fault, vendor: str, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self.refusals[vendor](fault.status or 500)
        match fault.mode:
            case "reset":
                await _cut(scope, receive)
            case "timeout":
                await _hold(scope, receive)
            case "accept_then_drop":
                await self.app(scope, receive, _nowhere)
                await _cut(scope, receive)
            case "accept_then_status":
                await self.app(scope, receive, _nowhere)
                await refused(scope, receive, send)
            case "garbage":
                await self.app(scope, receive, _nowhere)
                await HTMLResponse(GARBAGE)(scope, receive, send)
            case _:
                await refused(scope, receive, send)


def plain_refusal(status: int) -> Response:
    return JSONResponse({"error": "refused by a fault of the sandbox"}, status, {"Retry-After": "1"})


def _addressee(scope: Scope) -> tuple[str, str]:
    """The vendor's name and the path, or no vendor for the sandbox's own pages."""
    path: str = scope.get("path", "")
    vendor, _, rest = path.lstrip("/").partition("/")
    return ("", path) if scope["type"] != "http" or rest.startswith("_") else (vendor, path)


async def _nowhere(message: Message) -> None:
    """Swallow an answer."""


async def _hold(scope: Scope, receive: Receive) -> None:
    """Never answer; give up when the client does, or after a minute."""
    try:
        async with asyncio.timeout(HOLD_SECONDS):
            await _until_gone(receive)
    except TimeoutError:
        await _cut(scope, receive)


async def _cut(scope: Scope, receive: Receive) -> None:
    """Reset the connection under the client's hands."""
    transport: Any = scope["state"]["transport"]
    # Without lingering the close goes out as RST, as from a host that died.
    at_once = struct.pack("ii", 1, 0)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    transport.abort()
    await _until_gone(receive)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
