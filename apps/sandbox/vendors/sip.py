"""The pretend carrier by SIP, as tools ask for it: where it listens, and whom it challenges."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.sip import trunk
from apps.sandbox.sip.trunk import Trunk

VENDOR = trunk.VENDOR


class Wish(BaseModel):
    """How callers prove who they are, the preferred first; an empty list asks nobody."""

    model_config = ConfigDict(extra="forbid")

    algorithms: tuple[Literal["MD5", "SHA-256"], ...]


async def show(request: Request) -> Response:
    return JSONResponse(world.of(request).of(Trunk).facts())


async def change(request: Request) -> Response:
    world.of(request).of(Trunk).algorithms = Wish.model_validate_json(await request.body()).algorithms
    return await show(request)


# Behind an underscore: faults strike the trunk, not those who ask about it.
routes = [
    Route(f"/{VENDOR}/_trunk", show, methods=["GET"]),
    Route(f"/{VENDOR}/_trunk", change, methods=["POST"]),
]
