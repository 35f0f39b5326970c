"""The voice process's one application: streams of calls and of trials, and whether it lives."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import ModuleType

import redis.asyncio as redis
from django.conf import settings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from apps.core import plugins

from . import answering, preparing, relays, saying, told, warm_up, wires
from .answering import House
from .engines import choosing
from .equipping import Stock
from .phrases import Phrases
from .policy.brief import Brief
from .policy.dialogue import Dialogue
from .policy.moves import Result, Tool, ToolDone
from .session import Means
from .stream import POLICY
from .trial import admitting
from .wires.base import Dialect


async def _no_tool(tool: Tool) -> Result:
    return ToolDone()


def build() -> Starlette:
    """The application, with a house of its own."""
    store = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.2, socket_connect_timeout=0.2)
    # It waits for hints longer than anything else may take.
    waiting = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.2)
    stock = Stock()
    house = House(
        Phrases(store),
        stock.default(),
        stock.of,
        most_calls=settings.LEADHUB_VOICE_CALLS,
        most_trials=settings.LEADHUB_VOICE_TRIALS,
    )

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        choosing.preload()
        await warm_up.run(
            Dialogue(Brief.sample()), Means(house.default.engines, house.phrases, house.default.reader, _no_tool)
        )
        preparing_greetings = asyncio.create_task(preparing.for_ever(waiting, house))
        hearing_news = asyncio.create_task(told.for_ever(waiting, house))
        yield
        preparing_greetings.cancel()
        hearing_news.cancel()

    return Starlette(routes=routes(house), lifespan=lifespan)


def routes(house: House) -> list[BaseRoute]:
    """The doors of a house."""

    async def stream(socket: WebSocket) -> None:
        await _answered(socket, house, wires, "Wire")

    async def relay(socket: WebSocket) -> None:
        await _answered(socket, house, relays, "Relay")

    async def trial(socket: WebSocket) -> None:
        await admitting.answer(socket, house)

    async def say(request: Request) -> Response:
        return await saying.answer(request, house)

    async def healthz(request: Request) -> Response:
        places = {"calls": len(house.calls), "most_calls": house.most_calls, "trials": len(house.trials)}
        return JSONResponse({"status": "ok", **places})

    streams = [
        WebSocketRoute("/stream/{dialect}/{ticket}", stream),
        WebSocketRoute("/relay/{dialect}/{ticket}", relay),
        WebSocketRoute("/trial/{ticket}", trial),
    ]
    return [*streams, Route("/say", say, methods=["POST"]), Route("/healthz", healthz)]


async def _answered(socket: WebSocket, house: House, package: ModuleType, class_name: str) -> None:
    """In the carrier's own dialect."""
    try:
        dialect: Dialect = plugins.load(package, socket.path_params["dialect"], class_name)()
    except plugins.NoSuchPlugin:
        await socket.close(POLICY)
    else:
        await answering.answer(socket, dialect, house)
