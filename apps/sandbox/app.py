"""The sandbox's one web application: every vendor found, behind the wire that breaks to order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from apps.sandbox import control, page, vendors, wire
from apps.sandbox.callbacks import Callbacks
from apps.sandbox.refusals import Refused
from apps.sandbox.wire import Refusal
from apps.sandbox.world import World

type Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def build(world: World) -> Starlette:
    """The application for one world."""
    routes, refusals = _found()
    app = Starlette(
        routes=[*control.routes, *page.routes, *routes],
        middleware=[Middleware(wire.FaultyWire, world=world, refusals=refusals)],
        exception_handlers={Refused: _refused, ValidationError: _malformed},
        lifespan=_lifespan(world),
    )
    app.state.world = world
    return app


def _found() -> tuple[list[BaseRoute], dict[str, Refusal]]:
    """The routes of every vendor file, and how each vendor refuses."""
    routes: list[BaseRoute] = []
    refusals: dict[str, Refusal] = {}
    for found in iter_modules(vendors.__path__):
        module = import_module(f"{vendors.__name__}.{found.name}")
        routes.extend(module.routes)
        refusals.setdefault(module.VENDOR, getattr(module, "refusal", wire.plain_refusal))
    return routes, refusals


def _lifespan(world: World) -> Lifespan:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await world.of(Callbacks).close()

    return lifespan


async def _refused(request: Request, refused: Exception) -> Response:
    return cast(Refused, refused).response


async def _malformed(request: Request, failure: Exception) -> Response:
    errors = cast(ValidationError, failure).errors()
    problems = {".".join(map(str, each["loc"])): each["msg"] for each in errors}
    return JSONResponse({"error": "malformed", "fields": problems}, 400)
